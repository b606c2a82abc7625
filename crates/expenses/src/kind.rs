//! The kind of care (診療区分): an open list with a known core.
//!
//! Societies send kinds that we do not know (はり・きゅう, 移送費 …). They are shown as they came; only the core has
//! an English name and a settled unit of counting.

use base::Text;

/// A kind of care.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 入院: treatment in a hospital bed.
    Inpatient,
    /// 通院: treatment without a stay (外来).
    Outpatient,
    /// 歯科: dental care.
    Dental,
    /// 調剤: medicines dispensed by a pharmacy.
    Dispensing,
    /// 訪問看護: nursing at home.
    HomeNursing,
    /// 柔道整復: treatment by a judo therapist.
    JudoTherapy,
    /// Any other kind, by the name that the society gave it: 1 to 40 characters.
    Other(String),
}

/// A text that names no kind of care: empty, longer than 40 characters, or with control characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a kind of care has 1 to 40 characters")]
pub struct NotAKind;

/// What the count of a line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days of treatment (日).
    Days,
    /// Times that something was dispensed (回).
    Times,
}

impl Kind {
    /// The kinds with a settled name, in the order in which pages list them.
    const CORE: [Self; 6] =
        [Self::Inpatient, Self::Outpatient, Self::Dental, Self::Dispensing, Self::HomeNursing, Self::JudoTherapy];

    /// Reads a kind as societies write it: 医科入院 is 入院, 医科外来 and 外来 are 通院.
    ///
    /// # Errors
    /// [`NotAKind`] when the text cannot be shown as a name.
    pub fn read(text: &str) -> Result<Self, NotAKind> {
        match text {
            "医科入院" => return Ok(Self::Inpatient),
            "医科外来" | "外来" | "医科通院" => return Ok(Self::Outpatient),
            _ => {}
        }
        if let Some(core) = Self::CORE.into_iter().find(|kind| kind.name().ja == text) {
            return Ok(core);
        }
        let showable = (1..=40).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if showable { Ok(Self::Other(text.to_owned())) } else { Err(NotAKind) }
    }

    /// The name in both languages; of a kind outside the core, the society's own name in both.
    #[must_use]
    pub fn name(&self) -> Text<&str> {
        match self {
            Self::Inpatient => Text { ja: "入院", en: "Inpatient" },
            Self::Outpatient => Text { ja: "通院", en: "Outpatient" },
            Self::Dental => Text { ja: "歯科", en: "Dental" },
            Self::Dispensing => Text { ja: "調剤", en: "Pharmacy" },
            Self::HomeNursing => Text { ja: "訪問看護", en: "Home nursing" },
            Self::JudoTherapy => Text { ja: "柔道整復", en: "Judo therapy" },
            Self::Other(name) => Text { ja: name, en: name },
        }
    }

    /// What the count of such a line counts.
    #[must_use]
    pub const fn unit(&self) -> Unit {
        match self {
            Self::Dispensing => Unit::Times,
            _ => Unit::Days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_under_their_several_names() {
        for (text, kind, ja) in [
            ("医科入院", Kind::Inpatient, "入院"),
            ("入院", Kind::Inpatient, "入院"),
            ("医科外来", Kind::Outpatient, "通院"),
            ("通院", Kind::Outpatient, "通院"),
            ("調剤", Kind::Dispensing, "調剤"),
            ("はり・きゅう", Kind::Other("はり・きゅう".to_owned()), "はり・きゅう"),
        ] {
            assert_eq!(Kind::read(text), Ok(kind.clone()), "{text}");
            assert_eq!(kind.name().ja, ja);
            assert_eq!(Kind::read(kind.name().ja), Ok(kind), "what is stored reads back");
        }
        assert_eq!(Kind::read(""), Err(NotAKind));
        assert_eq!(Kind::read("入\n院"), Err(NotAKind));
        assert_eq!(Kind::read(&"長".repeat(41)), Err(NotAKind));
    }

    #[test]
    fn only_dispensing_is_counted_in_times() {
        assert_eq!(Kind::Dispensing.unit(), Unit::Times);
        assert_eq!(Kind::Other("はり・きゅう".to_owned()).unit(), Unit::Days);
    }
}
