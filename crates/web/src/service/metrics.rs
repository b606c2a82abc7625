//! What a process tells of itself to Prometheus, on a port of its own.
//!
//! Where something happens, an atomic number goes up and nothing is looked up or locked: each route has its own numbers in
//! its layer. Names and labels are put together when somebody asks. Labels come from lists in the program (routes, classes
//! of status, kinds), never from a request, so their number is bounded and none of them is anybody's.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::{Figures, Goes, RealmName};
use futures::future::BoxFuture;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Registry;
use realm::RealmReport;
use tokio::net::TcpListener;

use super::process;

/// The upper bounds of the histogram's buckets, in microseconds: 1 ms to 10 s, and below the first one what is answered out
/// of memory.
const BOUNDS: [u64; 12] =
    [250, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 2_500_000, 10_000_000];
/// How many classes of status there are: 1xx to 5xx.
const CLASSES: usize = 5;

/// How long answers took, of one route and one class of status.
#[derive(Debug, Default)]
struct Histogram {
    /// One more than there are bounds: what took longer than the last.
    buckets: [AtomicU64; 13],
    microseconds: AtomicU64,
}

impl Histogram {
    fn note(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let place = BOUNDS.partition_point(|bound| *bound < micros);
        if let Some(bucket) = self.buckets.get(place) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.microseconds.fetch_add(micros, Ordering::Relaxed);
    }

    /// Each bucket's upper bound in seconds with its count, the count of all, and the sum in seconds.
    fn read(&self) -> (Vec<(f64, u64)>, u64, f64) {
        let bounds = BOUNDS.iter().map(|bound| seconds(*bound)).chain([f64::INFINITY]);
        let counts = self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed));
        let buckets: Vec<(f64, u64)> = bounds.zip(counts).collect();
        let count = buckets.iter().map(|(_, count)| count).sum();
        (buckets, count, seconds(self.microseconds.load(Ordering::Relaxed)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for a chart: 2^53 microseconds are 285 years")]
fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

/// The numbers of one route.
#[derive(Debug)]
pub struct RouteFigures {
    method: Method,
    route: &'static str,
    by_class: [Histogram; CLASSES],
}

impl RouteFigures {
    /// Notes an answer.
    pub fn note(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(histogram) = self.by_class.get(class) {
            histogram.note(took);
        }
    }
}

/// The numbers of all routes. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Requests(Arc<Mutex<Vec<Arc<RouteFigures>>>>);

impl Requests {
    /// The numbers of a route, the same for the same method and path. Asked for while a router is built, and never by a
    /// request.
    #[must_use]
    pub fn of_route(&self, method: &Method, route: &'static str) -> Arc<RouteFigures> {
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = routes.iter().find(|known| (&known.method, known.route) == (method, route)) {
            return Arc::clone(known);
        }
        let figures = Arc::new(RouteFigures { method: method.clone(), route, by_class: Default::default() });
        routes.push(Arc::clone(&figures));
        figures
    }

    fn all(&self) -> Vec<Arc<RouteFigures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Measures a route: to be put around its handler with `from_fn_with_state(requests.of_route(…), measured)`.
pub async fn measured(State(figures): State<Arc<RouteFigures>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let response = next.run(request).await;
    figures.note(response.status(), began.elapsed());
    response
}

/// How many realms there are in each state.
#[must_use]
pub fn of_realms(report: &BTreeMap<RealmName, RealmReport>) -> Figures {
    let mut states: BTreeMap<String, u64> = BTreeMap::new();
    for realm in report.values() {
        let state = serde_json::to_value(realm.last).ok();
        let state = state.as_ref().and_then(serde_json::Value::as_str).unwrap_or("unknown");
        *states.entry(state.to_owned()).or_default() += 1;
    }
    Figures::by(("warifu_realms", "Realms by what became of their files"), Goes::UpAndDown, "state", states)
}

/// What a service adds to its requests' numbers, put together when somebody asks.
pub type Told = Arc<dyn Fn() -> BoxFuture<'static, Vec<Figures>> + Send + Sync>;

/// What is told at one moment.
#[derive(Debug)]
struct Moment {
    requests: Vec<Arc<RouteFigures>>,
    told: Vec<Figures>,
}

impl Collector for Moment {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let help = "Time until an answer is ready, by route and class of status";
        let mut requests =
            encoder.encode_descriptor("warifu_request_duration_seconds", help, None, MetricType::Histogram)?;
        for route in &self.requests {
            for (class, histogram) in (1..).zip(&route.by_class) {
                let (buckets, count, sum) = histogram.read();
                if count == 0 {
                    continue;
                }
                let status = format!("{class}xx");
                let labels = [("method", route.method.as_str()), ("route", route.route), ("status", status.as_str())];
                requests.encode_family(&labels)?.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)?;
            }
        }
        for figures in &self.told {
            let kind = if figures.goes == Goes::Up { MetricType::Counter } else { MetricType::Gauge };
            let mut metric = encoder.encode_descriptor(figures.name, figures.help, None, kind)?;
            for (value, number) in &figures.numbers {
                match figures.label {
                    Some(label) => {
                        tell_number(&mut metric.encode_family(&[(label, value.as_str())])?, figures.goes, *number)?;
                    }
                    // Without a label there are no braces either.
                    None => tell_number(&mut metric, figures.goes, *number)?,
                }
            }
        }
        Ok(())
    }
}

fn tell_number(metric: &mut MetricEncoder<'_>, goes: Goes, number: u64) -> fmt::Result {
    match goes {
        Goes::Up => metric.encode_counter::<NoLabelSet, u64, u64>(&number, None),
        Goes::UpAndDown => metric.encode_gauge(&number),
    }
}

/// What is told now, in the text format of OpenMetrics 1.0.
///
/// # Errors
/// Never: text is always written.
pub async fn text(requests: &Requests, told: &Told) -> Result<String, fmt::Error> {
    let mut told = told().await;
    told.extend(process::figures());
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Moment { requests: requests.all(), told }));
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

/// Tells it at `GET /metrics` of an address, where it is configured, as long as the process runs. The port is for the
/// operator's own network: nobody is asked who they are.
///
/// # Errors
/// When the address is taken.
pub async fn tell(listen: Option<SocketAddr>, requests: Requests, told: Told) -> anyhow::Result<()> {
    let Some(address) = listen else { return Ok(()) };
    let listener = TcpListener::bind(address).await.with_context(|| format!("metrics_listen {address}"))?;
    let answer = move || {
        let (requests, told) = (requests.clone(), Arc::clone(&told));
        async move {
            match text(&requests, &told).await {
                Ok(text) => {
                    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
                    ([(CONTENT_TYPE, kind)], text).into_response()
                }
                Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            }
        }
    };
    let router = Router::new().route("/metrics", get(answer));
    tracing::info!(%address, "metrics");
    tokio::spawn(async move { drop(axum::serve(listener, router).await) });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_happened_is_told_by_route_and_class() {
        let requests = Requests::default();
        let route = requests.of_route(&Method::GET, "/{realm}/login");
        assert!(Arc::ptr_eq(&route, &requests.of_route(&Method::GET, "/{realm}/login")), "both doors count as one");
        route.note(StatusCode::OK, Duration::from_micros(900));
        route.note(StatusCode::OK, Duration::from_secs(60));
        route.note(StatusCode::SEE_OTHER, Duration::from_millis(40));
        let told: Told = Arc::new(|| {
            Box::pin(async {
                let mails = ("warifu_mails", "Mails");
                vec![
                    Figures::by(mails, Goes::Up, "outcome", [("sent", 3), ("failed", 1)]),
                    Figures::one(("warifu_mails_waiting", "Mails to be sent"), Goes::UpAndDown, 7),
                ]
            })
        });
        let text = text(&requests, &told).await.unwrap();
        for line in [
            r#"warifu_request_duration_seconds_bucket{le="0.00025",method="GET",route="/{realm}/login",status="2xx"} 0"#,
            r#"warifu_request_duration_seconds_bucket{le="0.001",method="GET",route="/{realm}/login",status="2xx"} 1"#,
            r#"warifu_request_duration_seconds_bucket{le="+Inf",method="GET",route="/{realm}/login",status="2xx"} 2"#,
            r#"warifu_request_duration_seconds_count{method="GET",route="/{realm}/login",status="3xx"} 1"#,
            r#"warifu_mails_total{outcome="sent"} 3"#,
            "warifu_mails_waiting 7",
            "# EOF",
        ] {
            assert!(text.lines().any(|told| told == line), "{line} in\n{text}");
        }
        assert!(text.contains("process_resident_memory_bytes ") && text.contains("process_cpu_seconds_total "));
        assert!(!text.contains("status=\"5xx\""), "what never happened takes no space");
    }
}
