//! What kinds of care a person tends to need, and what such care costs.

use super::chance::Chance;

/// A habit of care, as `patients.csv` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Care {
    /// Hardly ever ill.
    Healthy,
    /// Medicines in spring.
    HayFever,
    /// Often at the children's clinic; the town pays the own share.
    Child,
    /// The same doctor and pharmacy every month.
    Chronic,
    /// Treated by a judo therapist, at times with acupuncture.
    SoreBack,
    /// One long stay in hospital a year, besides being healthy.
    HospitalStay,
    /// Nursed at home.
    AtHome,
}

/// One visit or stay: what it was and what it cost, before anybody's share.
pub(super) struct Treatment {
    /// The kind of care, as the import file writes it.
    pub(super) kind: &'static str,
    /// Days of treatment, or times for dispensed medicine.
    pub(super) count: i64,
    /// Points of ten yen, as the national tariff counts.
    pub(super) points: i64,
}

/// A kind of care with how often it falls in a month (in a hundred), its days, and its points a day.
type Tendency = (&'static str, i64, (i64, i64), (i64, i64));

const NOW_AND_THEN: [Tendency; 2] = [("通院", 14, (1, 1), (320, 880)), ("歯科", 9, (1, 3), (380, 760))];

impl Care {
    /// What happens to such a person in a month of the year (1 to 12).
    pub(super) fn month(self, month: u32, chance: &mut Chance) -> Vec<Treatment> {
        let mut treatments = Vec::new();
        for (kind, percent, days, points) in self.tendencies(month).iter().chain(&NOW_AND_THEN) {
            if !chance.percent(*percent) {
                continue;
            }
            let count = chance.between(days.0, days.1);
            treatments.push(Treatment { kind, count, points: count * chance.between(points.0, points.1) });
            // Most visits to a doctor end at a pharmacy.
            if *kind == "通院" && chance.percent(78) {
                treatments.push(Treatment { kind: "調剤", count, points: chance.between(150, 940) });
            }
        }
        treatments
    }

    /// Whether the town pays the own share (乳幼児・子ども医療費助成).
    pub(super) const fn own_share_paid_by_town(self) -> bool {
        matches!(self, Self::Child)
    }

    fn tendencies(self, month: u32) -> &'static [Tendency] {
        match self {
            Self::Healthy => &[],
            Self::HayFever if matches!(month, 2..=4) => &[("通院", 92, (1, 2), (290, 520))],
            Self::HayFever => &[("通院", 12, (1, 1), (290, 420))],
            Self::Child => &[("通院", 46, (1, 3), (250, 610))],
            Self::Chronic => &[("通院", 97, (1, 2), (420, 1_350))],
            Self::SoreBack => &[("柔道整復", 34, (2, 8), (48, 96)), ("はり・きゅう", 10, (1, 4), (130, 160))],
            Self::HospitalStay if month == 7 => &[("入院", 100, (6, 14), (2_900, 4_700))],
            Self::HospitalStay => &[("通院", 22, (1, 2), (480, 2_100))],
            Self::AtHome => &[("訪問看護", 88, (4, 9), (830, 1_120)), ("通院", 70, (1, 2), (700, 1_300))],
        }
    }
}
