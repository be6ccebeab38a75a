//! Old versions of Safari, which offer ECDHE-ECDSA and cannot do it (`SSL_OP_SAFARI_ECDHE_ECDSA_BUG`).

use crate::codec::Writer;
use crate::machine::Handshake;
use crate::message::client_hello::ClientHello;
use crate::message::extensions::write_one;
use crate::registry::extension::{
    EC_POINT_FORMATS, SERVER_NAME, SIGNATURE_ALGORITHMS, SUPPORTED_GROUPS,
};
use crate::registry::field::UNCOMPRESSED_POINT;
use crate::registry::group::{SECP256R1, SECP384R1, SECP521R1};
use crate::registry::scheme::{
    ECDSA_SECP256R1_SHA256, ECDSA_SHA1, RSA_PKCS1_SHA1, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
};
use crate::registry::version::TLS12;

/// `ssl_check_for_safari`: those versions send exactly these extensions behind the server's name. A hello that
/// does not begin with a name changes nothing.
pub(super) fn look(h: &mut Handshake, hello: &ClientHello) {
    let mut extensions = hello.extensions().iter();
    let Some(Ok(first)) = extensions.next() else {
        return;
    };
    if first.extension_type != SERVER_NAME {
        return;
    }
    let rest = first.start + first.body.len();
    let rest = hello.extensions().bytes().get(rest..);
    let tls12 = !h.method().is_dtls() && hello.legacy_version() >= TLS12;
    h.looks_like_safari = rest == Some(&fingerprint(tls12)[..]);
}

/// What follows the name; Safari's TLS 1.2 names signature algorithms, too.
fn fingerprint(tls12: bool) -> Vec<u8> {
    let mut w = Writer::new();
    write_one(&mut w, SUPPORTED_GROUPS, |w| {
        w.vec16(|w| [SECP256R1, SECP384R1, SECP521R1].map(|group| w.u16(group.0)));
    });
    write_one(&mut w, EC_POINT_FORMATS, |w| {
        w.vec8(|w| w.u8(UNCOMPRESSED_POINT.0));
    });
    if tls12 {
        let schemes = [
            RSA_PKCS1_SHA384,
            RSA_PKCS1_SHA256,
            RSA_PKCS1_SHA1,
            ECDSA_SECP256R1_SHA256,
            ECDSA_SHA1,
        ];
        write_one(&mut w, SIGNATURE_ALGORITHMS, |w| {
            w.vec16(|w| schemes.map(|scheme| w.u16(scheme.0)));
        });
    }
    w.finish().unwrap_or_default()
}
