//! Traces by OpenTelemetry, in a build with the feature `otlp`: how long each request took, and where.
//!
//! Only the span of a request leaves the process, with what it names: the route's own path, the reference, on the portal the
//! realm. Lines of the log stay in the log, so a trace holds nothing that the log would not.

use anyhow::Context as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

/// What sends the spans, until it is dropped: then the last of them leave.
#[derive(Debug)]
pub struct Traces(SdkTracerProvider);

impl Drop for Traces {
    fn drop(&mut self) {
        // A collector that is away must not keep the process from stopping in peace.
        drop(self.0.shutdown());
    }
}

/// The layer that hands spans to a collector (OTLP over HTTP, protobuf), such as `http://localhost:4318/v1/traces`.
///
/// # Errors
/// When the address cannot be used.
pub(super) fn layer<S>(
    endpoint: &Url,
    service: &'static str,
) -> anyhow::Result<(impl Layer<S> + Send + Sync + 'static, Traces)>
where
    S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
{
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint.as_str())
        .build()
        .context("otlp_endpoint")?;
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(Resource::builder_empty().with_service_name(service).build())
        .build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("warifu"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_filter(filter_fn(|metadata| metadata.is_span() && metadata.name() == "request"));
    Ok((layer, Traces(provider)))
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    /// A collector that takes one export and gives its body back.
    #[test]
    fn a_request_reaches_the_collector_and_no_line_of_the_log_does() {
        let collector = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}/v1/traces", collector.local_addr().unwrap()).parse().unwrap();
        let received = std::thread::spawn(move || {
            let (mut connection, _) = collector.accept().unwrap();
            let (mut request, mut piece) = (Vec::new(), [0_u8; 4096]);
            loop {
                let read = connection.read(&mut piece).unwrap();
                request.extend_from_slice(&piece[..read]);
                let text = String::from_utf8_lossy(&request).into_owned();
                let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
                let length = head
                    .to_lowercase()
                    .split("content-length: ")
                    .nth(1)
                    .unwrap()
                    .lines()
                    .next()
                    .unwrap()
                    .parse::<usize>()
                    .unwrap();
                if request.len() >= head.len() + 4 + length {
                    connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
                    return text;
                }
            }
        });
        let (layer, traces) = layer(&endpoint, "warifu-idp").unwrap();
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request", reference = "7K3M-Q9TX", route = "/{realm}/login");
            span.in_scope(|| tracing::info!(secret = "canary-of-the-log", "a line"));
            tracing::info_span!("another").in_scope(|| ());
        });
        drop(traces);
        let received = received.join().unwrap();
        assert!(received.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{received}");
        for told in ["warifu-idp", "7K3M-Q9TX", "/{realm}/login"] {
            assert!(received.contains(told), "{told} in {received}");
        }
        assert!(!received.contains("canary") && !received.contains("another"), "{received}");
    }
}
