//! What the developer's pages say.

use base::Text;

pub(super) const MAIL: Text =
    Text { ja: "送信されたメール（開発用）", en: "Mail that was sent (development)" };
pub(super) const NONE: Text = Text { ja: "まだメールはありません。", en: "There is no mail yet." };
pub(super) const AS_HTML: Text = Text { ja: "HTML版を見る", en: "Show the HTML version" };
pub(super) const FROM: Text = Text { ja: "差出人", en: "From" };
pub(super) const TO: Text = Text { ja: "宛先", en: "To" };
pub(super) const NO_SUBJECT: Text = Text { ja: "（件名なし）", en: "(no subject)" };
