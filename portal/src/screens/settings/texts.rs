//! The words of the personal settings.

use base::Text;

pub const SETTINGS: Text = Text { ja: "個人設定", en: "Personal settings" };
pub const LEAD: Text = Text {
    ja: "ここで設定した内容は、ご本人の画面にだけ表示されます。",
    en: "What you set here is shown on your own pages only.",
};

pub const ABOUT_YOU: Text = Text { ja: "ニックネームと自己紹介", en: "Nickname and introduction" };
pub const NICKNAME: Text = Text { ja: "ニックネーム", en: "Nickname" };
pub const NICKNAME_HINT: Text = Text {
    ja: "{longest}文字まで。画面の上に、お名前の代わりに表示します。",
    en: "Up to {longest} characters. It stands at the top of the pages instead of your name.",
};
pub const NICKNAME_LONG: Text = Text {
    ja: "ニックネームは{longest}文字までで入力してください。",
    en: "Please enter a nickname of at most {longest} characters.",
};
pub const INTRODUCTION: Text = Text { ja: "自己紹介", en: "Introduction" };
pub const INTRODUCTION_HINT: Text =
    Text { ja: "{longest}文字、10行まで。", en: "Up to {longest} characters on ten lines." };
pub const INTRODUCTION_LONG: Text = Text {
    ja: "自己紹介は{longest}文字、10行までで入力してください。",
    en: "Please enter at most {longest} characters on ten lines.",
};
pub const SAVE: Text = Text { ja: "保存する", en: "Save" };
pub const SAVED: Text = Text { ja: "保存しました", en: "Saved" };
pub const SEND_AGAIN: Text = Text {
    ja: "もう一度「保存する」を押してください。ページを開いてから、時間がたったか、ブラウザの設定が変わりました。",
    en: "Please press “Save” again: the page was open for long, or your browser’s settings have changed.",
};

pub const PICTURE: Text = Text { ja: "写真", en: "Picture" };
pub const PICTURE_NOW: Text = Text { ja: "現在の写真", en: "Your picture" };
pub const NO_PICTURE: Text = Text { ja: "写真は登録されていません。", en: "You have no picture yet." };
pub const CHOOSE: Text = Text { ja: "写真を選ぶ", en: "Choose a picture" };
pub const CHOOSE_HINT: Text = Text {
    ja: "JPEG、PNG、WebP。中央を正方形に切り抜きます。撮影場所などの情報は残しません。",
    en: "JPEG, PNG or WebP. A square is cut out of the middle. Where it was taken, and the like, is not kept.",
};
pub const STORE: Text = Text { ja: "この写真を登録する", en: "Use this picture" };
pub const STORED: Text = Text { ja: "写真を登録しました", en: "The picture is stored" };
pub const REMOVE: Text = Text { ja: "写真を削除する", en: "Delete the picture" };
pub const REMOVED: Text = Text { ja: "写真を削除しました", en: "The picture is deleted" };
pub const CHOOSE_AGAIN: Text = Text {
    ja: "お手数ですが、もう一度写真を選んで登録してください。",
    en: "Please choose the picture once more and send it again.",
};

pub const NONE_CHOSEN: Text = Text { ja: "写真を選んでください。", en: "Please choose a picture." };
pub const TOO_LARGE: Text = Text {
    ja: "ファイルが大きすぎます。2MBまでの写真を選んでください。",
    en: "The file is too large. Please choose a picture of at most 2 MB.",
};
pub const TOO_WIDE: Text = Text {
    ja: "写真の縦または横が大きすぎます。4096ピクセルまでの写真を選んでください。",
    en: "The picture is too wide or too high. Please choose one of at most 4096 pixels each way.",
};
pub const UNKNOWN: Text = Text {
    ja: "この形式のファイルは使えません。JPEG、PNG、WebPの写真を選んでください。",
    en: "Files of this kind cannot be used. Please choose a JPEG, PNG or WebP picture.",
};
pub const BROKEN: Text = Text {
    ja: "写真を読み取れませんでした。ファイルが途中で切れているか、壊れています。別の写真を選んでください。",
    en: "The picture could not be read: the file is damaged or incomplete. Please choose another.",
};

/// For the script that positions and crops.
pub const PREVIEW: Text = Text { ja: "切り抜きの見本", en: "How it will be cut out" };
pub const ZOOM: Text = Text { ja: "拡大", en: "Zoom" };
pub const ACROSS: Text = Text { ja: "左右の位置", en: "Left and right" };
pub const DOWN: Text = Text { ja: "上下の位置", en: "Up and down" };
