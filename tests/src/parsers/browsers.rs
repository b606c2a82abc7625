//! What browsers and proxies send: headers, cookies, languages, passkeys' answers, what people type.

use std::net::IpAddr;

use account::{EmailAddress, PasskeyAnswer, UserId, new_user_id, read_birth_date};
use anyhow::ensure;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use realm::LengthRange;
use url::Url;
use web::{Cookies, LanguageChoice, Service, TrustedProxies, Wishes, browser_name, check_host, check_origin};

use super::parts;

/// Headers out of lines; what is none is left out.
fn headers(lines: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines.split(|byte| *byte == b'\n') {
        let mut halves = line.splitn(2, |byte| *byte == b':');
        let name = HeaderName::from_bytes(halves.next().unwrap_or_default());
        let value = HeaderValue::from_bytes(halves.next().unwrap_or_default().trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    headers
}

fn header(name: HeaderName, value: &[u8]) -> HeaderMap {
    HeaderValue::from_bytes(value).map(|value| (name, value)).into_iter().collect()
}

/// Nobody's word but a trusted proxy's says where a visitor is.
pub(super) fn forwarded(data: &[u8]) -> anyhow::Result<()> {
    let headers = headers(data);
    let proxies = TrustedProxies::parse("10.0.0.0/8, 2001:db8::/32")?;
    let stranger: IpAddr = "192.0.2.1".parse()?;
    ensure!(proxies.client(stranger, &headers) == stranger);
    let proxy: IpAddr = "10.0.0.1".parse()?;
    let visitor = proxies.client(proxy, &headers);
    ensure!(visitor == visitor.to_canonical());
    if let Ok(list) = str::from_utf8(data) {
        drop(TrustedProxies::parse(list));
    }
    drop(browser_name(&headers));
    Ok(())
}

/// A request that is let in names our host, and a form comes from our origin.
pub(super) fn host(data: &[u8]) -> anyhow::Result<()> {
    let own = Url::parse("https://id.example")?;
    let uri = Uri::from_static("/minato/login");
    let [named, origin] = parts(data);
    if check_host(&uri, &header(HOST, named), &own).is_ok() {
        let named = named.to_ascii_lowercase();
        ensure!(named == b"id.example" || named == b"id.example:443" || named == b"id.example:", "{named:?}");
    }
    if let Ok(target) = Uri::try_from(named)
        && check_host(&target, &HeaderMap::new(), &own).is_ok()
    {
        ensure!(target.host().is_some_and(|host| host.eq_ignore_ascii_case("id.example")), "{target}");
    }
    let from = header(ORIGIN, origin);
    if !from.is_empty() && check_origin(&from, &own).is_ok() {
        let origin = String::from_utf8_lossy(origin).to_ascii_lowercase();
        ensure!(origin.contains("id.example"), "{origin}");
    }
    Ok(())
}

/// A value is one cookie's, and nothing of another.
pub(super) fn cookies(data: &[u8]) -> anyhow::Result<()> {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(COOKIE, value);
        }
    }
    for https in [false, true] {
        let cookies = Cookies::new(Service::Provider, &"minato".parse()?, https);
        if let Some(value) = cookies.read(&headers, "session") {
            ensure!(!value.is_empty() && !value.contains(';'), "{value}");
        }
    }
    Ok(())
}

/// There is always a language.
pub(super) fn languages(data: &[u8]) -> anyhow::Result<()> {
    let [browser, chosen, query] = parts(data);
    let text = |bytes| str::from_utf8(bytes).ok();
    let wishes = Wishes { chosen: text(chosen), remembered: text(browser), application: None, browser: text(browser) };
    ensure!(["ja", "en"].contains(&wishes.language().tag()));
    let cookies = Cookies::new(Service::Provider, &"minato".parse()?, true);
    let query = [b"/minato/login?", query].concat();
    if let Ok(uri) = Uri::try_from(query) {
        let choice = LanguageChoice::of_page(&cookies, &uri, &header(ACCEPT_LANGUAGE, browser), text(chosen));
        ensure!(["ja", "en"].contains(&choice.language.tag()));
    }
    Ok(())
}

/// A passkey's answer is read or refused.
pub(super) fn passkey(data: &[u8]) -> anyhow::Result<()> {
    if let Ok(answer) = str::from_utf8(data)
        && let Ok(answer) = PasskeyAnswer::read(answer)
    {
        ensure!(answer.credential_id().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    }
    Ok(())
}

/// What people type has one spelling, and that spelling is its own.
pub(super) fn typed(data: &[u8]) -> anyhow::Result<()> {
    let Ok(typed) = str::from_utf8(data) else { return Ok(()) };
    if let Ok(address) = EmailAddress::read(typed) {
        let address = address.as_str();
        ensure!(address.is_ascii() && address.len() <= 255 && !address.contains(char::is_control), "{address:?}");
        ensure!(address.matches('@').count() == 1 && !address.contains([' ', '"', '<', '>']), "{address:?}");
        ensure!(EmailAddress::read(address).is_ok_and(|again| again.as_str() == address), "{address:?}");
    }
    let spelled = UserId::spell(typed);
    ensure!(UserId::spell(&spelled) == spelled, "{spelled:?}");
    if let Ok(id) = UserId::issued(typed) {
        ensure!(id.as_str().bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase()));
    }
    drop(new_user_id(typed, "tanaka", LengthRange { min: 4, max: 20 }));
    if let Some(day) = read_birth_date(typed) {
        ensure!(read_birth_date(&day.format("%Y%m%d").to_string()) == Some(day), "{day}");
    }
    Ok(())
}
