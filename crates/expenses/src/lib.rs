//! expenses.
