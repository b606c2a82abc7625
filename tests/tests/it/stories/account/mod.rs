//! Members at their account pages.

mod entering;
