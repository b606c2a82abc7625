//! The words about forms of other members.

use base::Text;

pub const OF_ANOTHER: Text = Text {
    ja: "この画面は、別の方がログインしていたときに開かれたため、送信された内容は受け付けていません。ご自身の内容を確認して、もう一度送信してください。",
    en: "What was sent has not been taken, because the page had been opened while somebody else was signed in. Please check your own details and send them again.",
};
