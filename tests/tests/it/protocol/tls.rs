//! TLS of our own: what clients may speak, and certificates that change while the provider serves.

use std::sync::Arc;

use anyhow::Context as _;
use reqwest::tls::Version;
use tests::certificates::Authority;
use tests::site::{Program, free_port};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ProtocolVersion, RootCertStore, crypto::ring, version};

use url::Url;
use web::service::Settings;

use super::secure::Secure;

/// A handshake as a program would do it, with the versions that it speaks.
async fn handshake(
    secure: &Secure,
    authority: &str,
    versions: &[&'static tokio_rustls::rustls::SupportedProtocolVersion],
) -> anyhow::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes())?)?;
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let connection = TcpStream::connect(("127.0.0.1", secure.run.port)).await?;
    Ok(TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost")?, connection).await?)
}

#[tokio::test]
async fn both_versions_of_today_are_spoken() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    let address = format!("{}/.well-known/openid-configuration", secure.run.issuer());
    for version in [Version::TLS_1_2, Version::TLS_1_3] {
        let http = secure.http()?.min_tls_version(version).max_tls_version(version).build()?;
        let answer = http.get(&address).send().await?;
        assert_eq!((answer.status().as_u16(), answer.version()), (200, reqwest::Version::HTTP_11));
        assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    }
    for (offered, spoken) in [
        (&[&version::TLS12][..], ProtocolVersion::TLSv1_2),
        (&[&version::TLS13], ProtocolVersion::TLSv1_3),
        (&[&version::TLS12, &version::TLS13], ProtocolVersion::TLSv1_3),
    ] {
        let stream = handshake(&secure, &secure.identities.authority, offered).await?;
        let (_, connection) = stream.get_ref();
        assert_eq!(connection.protocol_version(), Some(spoken));
        assert_eq!(connection.alpn_protocol(), Some(&b"h2"[..]), "HTTP/2 for those who speak it (RFC 9113 §3.2)");
    }
    Ok(())
}

/// A ClientHello of TLS 1.1 (RFC 4346 §7.4.1.2) offering what RFC 5246 calls mandatory: what a scanner sends.
#[tokio::test]
async fn older_versions_are_refused_with_an_alert() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    for minor in [1, 2] {
        let mut body = vec![3, minor];
        body.extend([7; 32]);
        body.extend([0, 0, 4, 0x00, 0x2f, 0xc0, 0x13, 1, 0]);
        let length = u16::try_from(body.len())?;
        let mut hello = vec![22, 3, 1];
        hello.extend((length + 4).to_be_bytes());
        hello.extend([1, 0]);
        hello.extend(length.to_be_bytes());
        hello.extend(body);
        let mut connection = TcpStream::connect(("127.0.0.1", secure.run.port)).await?;
        connection.write_all(&hello).await?;
        let mut answer = Vec::new();
        drop(connection.read_to_end(&mut answer).await);
        assert_eq!(answer.first(), Some(&21), "an alert, not a ServerHello: {answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn plain_http_and_silence_keep_nobody_waiting() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    let _silent = TcpStream::connect(("127.0.0.1", secure.run.port)).await?;
    let plain = reqwest::get(secure.run.issuer().replace("https", "http")).await;
    assert!(plain.is_err(), "no answer to plain http");
    assert!(secure.metadata().await?["issuer"].is_string());
    Ok(())
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_at_the_next_handshake() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    let tls = secure.run.settings()?.tls.context("TLS files")?;
    let all = [&version::TLS12, &version::TLS13];
    let old = secure.identities.authority.clone();
    handshake(&secure, &old, &all).await?;

    // Halfway through a renewal the files do not fit together, or are no certificate: the old one stays.
    let authority = Authority::new("another authority")?;
    let renewed = authority.server(&["localhost"])?;
    std::fs::write(&tls.certificate, "no certificate")?;
    handshake(&secure, &old, &all).await?;
    std::fs::write(&tls.certificate, &renewed.certificate)?;
    handshake(&secure, &old, &all).await?;

    std::fs::write(&tls.key, &renewed.key)?;
    handshake(&secure, &authority.certificate, &all).await?;
    assert!(handshake(&secure, &old, &all).await.is_err(), "the old one is no longer shown");
    Ok(())
}

/// The programs themselves, told by their settings.
#[tokio::test]
async fn both_programs_listen_with_tls() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    let http = secure.http()?.build()?;
    for name in ["warifu-idp", "warifu-portal"] {
        let port = free_port()?;
        let own = Url::parse(&format!("https://localhost:{port}"))?;
        let settings = Settings {
            listen: ([127, 0, 0, 1], port).into(),
            provider_url: own.clone(),
            portal_url: own.clone(),
            database_url: secure.run.folder.sqlite(&format!("{name}.sqlite")),
            metrics_listen: None,
            log: web::service::LogFormat::default(),
            otlp_endpoint: None,
            mutual_tls: None,
            ..secure.run.settings()?
        };
        let mut program = Program::new(name, &settings, &secure.run.folder)?;
        program.start().await?;
        assert_eq!(http.get(own.join("/health/live")?).send().await?.status(), 200, "{name}");
        assert!(http.get(own.as_str().replace("https", "http")).send().await.is_err(), "{name}: no plain http");
        program.kill().await?;
    }
    Ok(())
}

#[tokio::test]
async fn both_doors_close_when_the_service_stops() -> anyhow::Result<()> {
    let mut secure = Secure::with(&[]).await?;
    // Somebody who only connected, and somebody whose connection is kept open between requests, hold nothing up.
    let _silent = TcpStream::connect(("127.0.0.1", secure.run.port)).await?;
    let http = secure.http()?.build()?;
    let address = format!("{}/jwks", secure.run.issuer());
    assert_eq!(http.get(&address).send().await?.status(), 200);
    secure.stop().await?;
    for port in [secure.run.port, secure.run.mtls_port] {
        assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    }
    Ok(())
}

#[tokio::test]
async fn who_does_not_hold_the_key_cannot_show_the_certificate() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    let authority = Authority::new("any")?;
    let (shown, other) = (authority.client("a")?, authority.client("b")?);
    for (key, accepted) in [(&shown.key, true), (&other.key, false)] {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(secure.identities.authority.as_bytes())?)?;
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes())?;
        let signing = ring::default_provider().key_provider.load_private_key(key)?;
        let chain = vec![CertificateDer::from(shown.der.clone())];
        let certified = tokio_rustls::rustls::sign::CertifiedKey::new(chain, signing);
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&version::TLS12])?
            .with_root_certificates(roots)
            .with_client_cert_resolver(Arc::new(tokio_rustls::rustls::sign::SingleCertAndKey::from(certified)));
        let connection = TcpStream::connect(("127.0.0.1", secure.run.mtls_port)).await?;
        let connector = TlsConnector::from(Arc::new(config));
        let connected = connector.connect(ServerName::try_from("localhost")?, connection).await;
        assert_eq!(connected.is_ok(), accepted);
    }
    Ok(())
}
