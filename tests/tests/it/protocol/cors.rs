//! Applications that run in a browser: whose pages may read what (Fetch, CORS).

use reqwest::header::{HeaderMap, ORIGIN};
use reqwest::{Client, Method, StatusCode};

use super::application::Application;
use super::world::World;

async fn asked(app: &Application, method: Method, path: &str, origin: &str) -> anyhow::Result<(StatusCode, HeaderMap)> {
    let request = Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let request = request.request(method, format!("{}{path}", app.issuer)).header(ORIGIN, origin);
    let answer = request.header("access-control-request-method", "POST").send().await?;
    Ok((answer.status(), answer.headers().clone()))
}

fn permits(headers: &HeaderMap) -> Option<&str> {
    headers.get("access-control-allow-origin").and_then(|origin| origin.to_str().ok())
}

#[tokio::test]
async fn pages_of_registered_applications_may_read_and_no_others() -> anyhow::Result<()> {
    let world = World::build().await?;
    let phone = world.application("minato", "phone");
    let origin = url::Url::parse(&phone.redirect_uri)?.origin().ascii_serialization();
    for path in ["/token", "/userinfo", "/revoke", "/par"] {
        let (status, headers) = asked(&phone, Method::OPTIONS, path, &origin).await?;
        assert_eq!((status, permits(&headers)), (StatusCode::NO_CONTENT, Some(origin.as_str())), "{path}");
        assert!(headers["access-control-allow-headers"].to_str()?.contains("authorization"), "{path}");
        let (_, headers) = asked(&phone, Method::POST, path, &origin).await?;
        assert_eq!(permits(&headers), Some(origin.as_str()), "{path}: errors are read too");
        assert!(!headers.contains_key("access-control-allow-credentials"), "{path}");
        assert!(headers["vary"].to_str()?.contains("origin"), "{path}");
        for stranger in ["https://evil.example", "null", &format!("{origin}.evil.example"), &origin.to_uppercase()] {
            for method in [Method::OPTIONS, Method::POST] {
                let (_, headers) = asked(&phone, method, path, stranger).await?;
                assert_eq!(permits(&headers), None, "{path} {stranger}");
            }
        }
    }
    // What is public is everybody's; where browsers are sent, nobody reads.
    for path in ["/.well-known/openid-configuration", "/jwks"] {
        assert_eq!(permits(&asked(&phone, Method::GET, path, "https://evil.example").await?.1), Some("*"), "{path}");
    }
    for path in ["/authorize", "/login", "/logout", "/account"] {
        let (_, headers) = asked(&phone, Method::OPTIONS, path, &origin).await?;
        assert_eq!(permits(&headers), None, "{path}");
        let (_, headers) = asked(&phone, Method::GET, path, &origin).await?;
        assert_eq!(permits(&headers), None, "{path}");
    }
    Ok(())
}
