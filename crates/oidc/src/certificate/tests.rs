//! Certificates of authorities and of nobody, and whose they are.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, PublicKeyData as _,
    SignatureAlgorithm,
};
use serde_json::json;

use super::*;

const BOOKING: &str = "CN=booking,O=Minato";

fn params(common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Minato");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = params(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    fn issue(&self, params: &CertificateParams) -> ClientCertificate {
        read(&[params.signed_by(&KeyPair::generate().unwrap(), &self.issuer).unwrap().der()])
    }

    fn trusted(&self) -> CertificateAuthorities {
        CertificateAuthorities::from_pem(self.pem.as_bytes()).unwrap()
    }
}

fn read(chain: &[&[u8]]) -> ClientCertificate {
    ClientCertificate::read(chain.iter().map(|der| der.to_vec()).collect()).unwrap()
}

fn self_signed(algorithm: &'static SignatureAlgorithm) -> (ClientCertificate, KeyPair) {
    let key = KeyPair::generate_for(algorithm).unwrap();
    (read(&[params("booking").self_signed(&key).unwrap().der()]), key)
}

fn keys(key: Value) -> Vec<Map<String, Value>> {
    vec![Map::new(), key.as_object().unwrap().clone()]
}

fn now() -> DateTime<Utc> {
    "2026-11-26T00:00:00Z".parse().unwrap()
}

#[test]
fn an_authority_vouches_for_its_own_certificates_while_they_last() {
    let (ours, others) = (Authority::new("authority"), Authority::new("authority"));
    let certificate = ours.issue(&params("booking"));
    assert!(certificate.is_vouched_for(&ours.trusted(), now()));
    assert!(!certificate.is_vouched_for(&others.trusted(), now()));
    assert!(!certificate.is_vouched_for(&CertificateAuthorities::default(), now()));

    let mut short = params("booking");
    short.not_before = rcgen::date_time_ymd(2026, 11, 1);
    short.not_after = rcgen::date_time_ymd(2026, 11, 25);
    let short = ours.issue(&short);
    assert!(short.is_vouched_for(&ours.trusted(), now() - chrono::TimeDelta::days(3)));
    assert!(!short.is_vouched_for(&ours.trusted(), now()));

    let mut server = params("booking");
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    assert!(!ours.issue(&server).is_vouched_for(&ours.trusted(), now()));
    assert!(!self_signed(&rcgen::PKCS_ECDSA_P256_SHA256).0.is_vouched_for(&ours.trusted(), now()));
}

#[test]
fn a_chain_may_have_a_link_between() {
    let root = Authority::new("authority");
    let mut between = params("between");
    between.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let key = KeyPair::generate().unwrap();
    let link = between.signed_by(&key, &root.issuer).unwrap();
    let own = params("booking").signed_by(&KeyPair::generate().unwrap(), &Issuer::new(between, key)).unwrap();
    assert!(read(&[own.der(), link.der()]).is_vouched_for(&root.trusted(), now()));
    assert!(!read(&[own.der()]).is_vouched_for(&root.trusted(), now()));
}

#[test]
fn the_subject_is_compared_as_a_whole() {
    let certificate = Authority::new("authority").issue(&params("booking"));
    for same in [BOOKING, "cn=booking, o=Minato", r"2.5.4.3=\62ooking,O=Minato", "CN=BOOKING,O= MINATO "] {
        assert!(certificate.has_subject(same), "{same}");
    }
    for other in ["CN=booking", "O=Minato,CN=booking", "CN=booking2,O=Minato", "CN=book ing,O=Minato", ""] {
        assert!(!certificate.has_subject(other), "{other}");
    }
    let mut nameless = params("");
    nameless.distinguished_name = rcgen::DistinguishedName::new();
    assert!(!Authority::new("authority").issue(&nameless).has_subject(""));
}

#[test]
fn a_self_signed_certificate_is_that_of_a_registered_key() {
    let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let (certificate, key) = self_signed(&rcgen::PKCS_ECDSA_P256_SHA256);
    let point = key.der_bytes();
    let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
    assert!(certificate.is_one_of(&keys(json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }))));
    assert!(!certificate.is_one_of(&keys(json!({ "kty": "EC", "crv": "P-256", "x": y, "y": x }))));
    assert!(!certificate.is_one_of(&keys(json!({ "kty": "EC", "crv": "P-384", "x": x, "y": y }))));
    assert!(!certificate.is_one_of(&keys(json!({ "kty": "EC", "x": x, "y": y }))));
    assert!(!certificate.is_one_of(&[]));

    let (ed25519, key) = self_signed(&rcgen::PKCS_ED25519);
    let x = encode(key.der_bytes());
    assert!(ed25519.is_one_of(&keys(json!({ "kty": "OKP", "crv": "Ed25519", "x": x }))));
    assert!(!ed25519.is_one_of(&keys(json!({ "kty": "OKP", "crv": "X25519", "x": x }))));
    assert!(!certificate.is_one_of(&keys(json!({ "kty": "OKP", "crv": "Ed25519", "x": x }))));
}

#[test]
fn x5c_names_one_certificate() {
    let (certificate, _) = self_signed(&rcgen::PKCS_ECDSA_P256_SHA256);
    let (other, _) = self_signed(&rcgen::PKCS_ECDSA_P256_SHA256);
    let registered = keys(json!({ "kty": "EC", "x5c": [BASE64.encode(certificate.own())] }));
    assert!(certificate.is_one_of(&registered));
    assert!(!other.is_one_of(&registered));
    for bad in [json!([]), json!("x"), json!([1]), json!(["!"])] {
        assert!(!certificate.is_one_of(&keys(json!({ "x5c": bad }))));
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    for chain in [vec![], vec![vec![]], vec![b"certificate".to_vec()]] {
        assert_eq!(ClientCertificate::read(chain.into()), None);
    }
    let (certificate, _) = self_signed(&rcgen::PKCS_ECDSA_P256_SHA256);
    let longer = [certificate.own(), &[0]].concat();
    assert_eq!(ClientCertificate::read(Arc::new([longer])), None);
    assert!(CertificateAuthorities::from_pem(b"").is_err());
    assert!(
        CertificateAuthorities::from_pem(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").is_err()
    );
}
