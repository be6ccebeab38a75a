//! encrypt_then_mac (RFC 7366).

use super::table::{Context, Place, Sent};
use crate::cipher::{enc, mac, Cipher};
use crate::codec::Writer;
use crate::error::Fatal;
use crate::link::Link;
use crate::machine::Handshake;
use crate::message::extensions::write_one;
use crate::registry::extension::ENCRYPT_THEN_MAC;

/// Suites of block ciphers can do it. OpenSSL leaves the NULL cipher in.
fn suits(suite: &Cipher) -> bool {
    suite.mac != mac::AEAD && suite.enc != enc::RC4
}

/// `init_etm`
pub(super) fn start(h: &mut Handshake, _: &dyn Link, _: Context) -> Result<(), Fatal> {
    h.encrypt_then_mac = false;
    Ok(())
}

/// `tls_parse_ctos_etm`
pub(super) fn from_client(
    h: &mut Handshake,
    _: &dyn Link,
    _: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    if !h.config.options.no_encrypt_then_mac {
        h.encrypt_then_mac = true;
    }
    Ok(())
}

/// `tls_parse_stoc_etm`
pub(super) fn from_server(
    h: &mut Handshake,
    link: &dyn Link,
    _: &[u8],
    _: Place,
) -> Result<(), Fatal> {
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    if !h.config.options.no_encrypt_then_mac && suits(suite) {
        h.encrypt_then_mac = true;
    }
    Ok(())
}

/// `tls_construct_stoc_etm`
pub(super) fn to_client(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    let suite = link.facts().suite.get().ok_or(Fatal::INTERNAL)?;
    h.encrypt_then_mac = h.encrypt_then_mac && suits(suite);
    if !h.encrypt_then_mac {
        return Ok(Sent::No);
    }
    write_one(w, ENCRYPT_THEN_MAC, |_| ());
    Ok(Sent::Yes)
}

/// `tls_construct_ctos_etm`
pub(super) fn to_server(
    h: &mut Handshake,
    _: &dyn Link,
    w: &mut Writer,
    _: Place,
) -> Result<Sent, Fatal> {
    if h.config.options.no_encrypt_then_mac {
        return Ok(Sent::No);
    }
    write_one(w, ENCRYPT_THEN_MAC, |_| ());
    Ok(Sent::Yes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{client, server};
    use super::super::Name::EncryptThenMac;
    use super::*;

    fn suite(name: &str) -> Option<&'static Cipher> {
        Cipher::find_standard_name(name.as_bytes())
    }

    fn cases() -> [(Option<&'static Cipher>, bool); 3] {
        [
            (suite("TLS_RSA_WITH_AES_128_CBC_SHA"), true),
            (suite("TLS_RSA_WITH_NULL_SHA"), true),
            (suite("TLS_RSA_WITH_AES_128_GCM_SHA256"), false),
        ]
    }

    #[test]
    fn a_server_answers_if_the_suite_suits() {
        for (suite, suits) in cases() {
            let (link, mut h) = server();
            link.facts.suite.set(suite);
            assert_eq!(link.construct(&mut h, EncryptThenMac), Ok(None));
            assert_eq!(link.parse(&mut h, EncryptThenMac, &[1]), Ok(()));
            assert!(h.encrypt_then_mac);
            let content = link.construct(&mut h, EncryptThenMac).unwrap();
            assert_eq!(content, suits.then(Vec::new));
            assert_eq!(h.encrypt_then_mac, suits);
            h.encrypt_then_mac = true;
            link.prepare(&mut h, EncryptThenMac);
            assert!(!h.encrypt_then_mac);
            link.configure(|config| config.options.no_encrypt_then_mac = true);
            assert_eq!(link.parse(&mut h, EncryptThenMac, &[]), Ok(()));
            assert!(!h.encrypt_then_mac);
        }
    }

    #[test]
    fn a_client_accepts_if_the_suite_suits() {
        for (suite, suits) in cases() {
            let (link, mut h) = client();
            assert_eq!(link.construct(&mut h, EncryptThenMac), Ok(Some(vec![])));
            link.facts.suite.set(suite);
            assert_eq!(link.parse(&mut h, EncryptThenMac, &[1]), Ok(()));
            assert_eq!(h.encrypt_then_mac, suits);
            link.prepare(&mut h, EncryptThenMac);
            link.configure(|config| config.options.no_encrypt_then_mac = true);
            assert_eq!(link.parse(&mut h, EncryptThenMac, &[]), Ok(()));
            assert!(!h.encrypt_then_mac);
            assert_eq!(link.construct(&mut h, EncryptThenMac), Ok(None));
        }
    }
}
