//! Lines from check-up to check-up, as pictures that say in words what they show.
//!
//! The range behind a line is the one that came with the newest result, and there is none where none came: what is
//! usual for whom is nothing that we know.

use chrono::{Datelike as _, NaiveDate};
use maud::{Markup, html};
use records::{Checkup, Course, courses_of};
use web::{View, format};

use super::{range, texts};

/// The picture's size, in its own units.
const SIZE: (f64, f64) = (320.0, 150.0);
/// Where the first and the last point stand.
const ACROSS: (f64, f64) = (36.0, 284.0);
/// Where the highest and the lowest value stand, from above.
const DOWN: (f64, f64) = (34.0, 106.0);
/// How far a value stands above its point.
const ABOVE: f64 = 10.0;
/// Where the years stand.
const YEARS_AT: f64 = 140.0;
/// So many values have room beside one another.
const LABELS: usize = 6;

/// One value of a line.
struct Point<'a> {
    day: NaiveDate,
    number: f64,
    value: &'a str,
}

/// A line ready to be drawn.
struct Line<'a> {
    course: &'a Course<'a>,
    /// The oldest first: at least two.
    points: Vec<Point<'a>>,
    low: Option<f64>,
    high: Option<f64>,
}

/// From the lowest to the highest of all that is drawn in a picture.
struct Scale {
    lowest: f64,
    highest: f64,
}

/// A picture for each item that has at least two numbers. The newest check-up comes first.
pub fn charts(view: View<'_>, checkups: &[&Checkup]) -> Markup {
    let courses = courses_of(checkups);
    let lines: Vec<Line<'_>> = courses.iter().filter_map(Line::of).collect();
    html! {
        @if !lines.is_empty() {
            section {
                h2 { (view.say(texts::CHARTS)) }
                div.charts {
                    @for (index, line) in lines.iter().enumerate() { (line.figure(view, index)) }
                }
            }
        }
    }
}

impl<'a> Line<'a> {
    fn of(course: &'a Course<'a>) -> Option<Self> {
        let points =
            course.results.iter().rev().flatten().filter_map(|result| {
                Some(Point { day: result.taken_on, number: result.number()?, value: &result.value })
            });
        let points: Vec<Point<'a>> = points.collect();
        let newest = course.results.iter().flatten().next()?;
        let bound = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        let (low, high) = (bound(&newest.low), bound(&newest.high));
        (points.len() >= 2).then_some(Self { course, points, low, high })
    }

    fn figure(&self, view: View<'_>, index: usize) -> Markup {
        let newest = self.course.results.iter().flatten().next();
        let range = newest.and_then(|result| range(view, result));
        let unit = self.course.unit.unwrap_or_default();
        let (name, words) = (format!("course-{index}"), format!("course-{index}-values"));
        html! {
            figure.chart {
                figcaption {
                    span #(name) {
                        (view.japanese(self.course.item))
                        @if !unit.is_empty() { " (" (unit) ")" }
                    }
                    @if let Some(range) = range {
                        span.remark { (view.say_with(texts::WITHIN, &[("range", &range)])) }
                    }
                }
                (self.picture(&format!("{name} {words}")))
                p.spoken #(words) {
                    @for point in &self.points {
                        (format::date(point.day, view.language)) ": " (point.value) " " (unit) ". "
                    }
                }
            }
        }
    }

    fn picture(&self, labelled_by: &str) -> Markup {
        let scale = self.scale();
        let numbered = (0..).zip(&self.points);
        let places: Vec<(f64, f64)> = numbered.map(|(at, point)| (self.across(at), scale.down(point.number))).collect();
        let path = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ");
        let (last, every) = (self.points.len() - 1, self.points.len().div_ceil(LABELS));
        let (top, bottom) = (scale.bound(self.high, DOWN.0 - ABOVE), scale.bound(self.low, DOWN.1 + ABOVE));
        html! {
            svg role="img" aria-labelledby=(labelled_by) viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } {
                @if self.low.is_some() || self.high.is_some() {
                    rect.range x="0" width=(SIZE.0) y=(written(top)) height=(written(bottom - top)) {}
                }
                polyline points=(path) {}
                @for (at, ((x, y), point)) in places.iter().zip(&self.points).enumerate() {
                    circle cx=(written(*x)) cy=(written(*y)) r="4" {}
                    @if (last - at).is_multiple_of(every) {
                        text x=(written(*x)) y=(written(y - ABOVE)) { (point.value) }
                        text x=(written(*x)) y=(written(YEARS_AT)) { (point.day.year()) }
                    }
                }
            }
        }
    }

    /// Where the point with this number from 0 stands.
    fn across(&self, at: u16) -> f64 {
        let last = u16::try_from(self.points.len() - 1).unwrap_or(u16::MAX).max(1);
        ACROSS.0 + (ACROSS.1 - ACROSS.0) * f64::from(at) / f64::from(last)
    }

    fn scale(&self) -> Scale {
        let numbers = self.points.iter().map(|point| point.number).chain(self.low).chain(self.high);
        let none = Scale { lowest: f64::INFINITY, highest: f64::NEG_INFINITY };
        numbers.fold(none, |Scale { lowest, highest }, number| Scale {
            lowest: lowest.min(number),
            highest: highest.max(number),
        })
    }
}

impl Scale {
    /// Where a value stands, from above. Where all are the same, in the middle.
    fn down(&self, number: f64) -> f64 {
        let span = self.highest - self.lowest;
        let share = if span > 0.0 { (self.highest - number) / span } else { 0.5 };
        DOWN.0 + (DOWN.1 - DOWN.0) * share
    }

    /// Where the edge of a range stands, which may be open.
    fn bound(&self, number: Option<f64>, open: f64) -> f64 {
        number.map_or(open, |number| self.down(number))
    }
}

fn written(length: f64) -> String {
    format!("{length:.1}")
}
