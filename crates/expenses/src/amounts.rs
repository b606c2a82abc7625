//! The four amounts of a receipt line, in yen, which always add up.
//!
//! Amounts are points × 10 yen × share and so carry single yen, while the counter rounds to ten. Either figure
//! serves the tax return; re-rounding or mending one would make it neither, so we refuse what does not add up
//! and otherwise pass on what the society stated.

use std::iter::Sum;
use std::ops::Add;

/// What care cost and who paid it, in yen: total = insurer + public + own, in every value of this type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    total: i64,
    insurer: i64,
    public: i64,
    own: i64,
}

/// Why four numbers are not the amounts of a receipt line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountsError {
    /// An amount is negative.
    #[error("an amount is negative")]
    Negative,
    /// The total is not the sum of the three shares.
    #[error("the total is not the sum of the insurer's, the public and the own share")]
    DoesNotAddUp,
}

impl Amounts {
    /// The largest amount of one line, in yen: nine digits, as the tax agency's forms hold.
    pub const MAX: i64 = 999_999_999;

    /// The amounts of one line, or a sum of lines: `total`, then the shares of the insurer (保険者負担額), of public
    /// subsidies (公費負担額) and the own payment (自己負担額).
    ///
    /// # Errors
    /// [`AmountsError`] for a negative amount or a total that is not the sum of the shares.
    pub fn new(total: i64, insurer: i64, public: i64, own: i64) -> Result<Self, AmountsError> {
        if [total, insurer, public, own].iter().any(|yen| yen.is_negative()) {
            return Err(AmountsError::Negative);
        }
        let sum = insurer.checked_add(public).and_then(|paid| paid.checked_add(own));
        if sum == Some(total) { Ok(Self { total, insurer, public, own }) } else { Err(AmountsError::DoesNotAddUp) }
    }

    /// What the care cost in all (医療費総額), in yen.
    #[must_use]
    pub const fn total(self) -> i64 {
        self.total
    }

    /// What the health insurance paid (保険者負担額), in yen.
    #[must_use]
    pub const fn insurer(self) -> i64 {
        self.insurer
    }

    /// What public subsidies paid (公費負担額), in yen.
    #[must_use]
    pub const fn public(self) -> i64 {
        self.public
    }

    /// What was left for the family to pay (自己負担額), in yen.
    #[must_use]
    pub const fn own(self) -> i64 {
        self.own
    }
}

impl Add for Amounts {
    type Output = Self;

    /// Share by share, so the sum adds up as its parts do. Lines are below 10⁹ yen: no household reaches the limit of i64.
    fn add(self, other: Self) -> Self {
        Self {
            total: self.total + other.total,
            insurer: self.insurer + other.insurer,
            public: self.public + other.public,
            own: self.own + other.own,
        }
    }
}

impl Sum for Amounts {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_that_do_not_hold_are_refused() {
        assert_eq!(Amounts::new(1000, 700, 0, 301), Err(AmountsError::DoesNotAddUp));
        assert_eq!(Amounts::new(1000, 1300, 0, -300), Err(AmountsError::Negative));
        assert!(Amounts::new(i64::MAX, i64::MAX, 1, 0).is_err(), "an overflow is no sum");
        assert_eq!(Amounts::new(0, 0, 0, 0), Ok(Amounts::default()));
    }

    fn amounts() -> impl Strategy<Value = Amounts> {
        let share = 0..=Amounts::MAX / 3;
        (share.clone(), share.clone(), share)
            .prop_map(|(insurer, public, own)| Amounts::new(insurer + public + own, insurer, public, own).unwrap())
    }

    proptest! {
        #[test]
        fn a_sum_of_amounts_adds_up(list in prop::collection::vec(amounts(), 0..200)) {
            let sum: Amounts = list.iter().copied().sum();
            prop_assert_eq!(sum.insurer() + sum.public() + sum.own(), sum.total());
            prop_assert_eq!(sum.own(), list.iter().map(|amounts| amounts.own()).sum::<i64>());
        }

        #[test]
        fn a_single_yen_too_much_is_refused(amounts in amounts(), off in 1..1000_i64) {
            let (insurer, public, own) = (amounts.insurer(), amounts.public(), amounts.own());
            let total = amounts.total() + off;
            prop_assert_eq!(Amounts::new(total, insurer, public, own), Err(AmountsError::DoesNotAddUp));
        }
    }
}
