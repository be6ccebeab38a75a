//! Each check of a client, with its alert and its reason; what it asks the program, and in which order.
//!
//! | file | subject |
//! | --- | --- |
//! | `hello` | the ClientHello |
//! | `server_hello` | ServerHello, and the session that follows from it |
//! | `certificates` | the server's certificate, requests, and ours |
//! | `key_exchange` | ServerKeyExchange and ClientKeyExchange |
//! | `flights` | what ends a flight |
//! | `handshakes` | whole handshakes with our server: keys, callbacks, messages in their order |

mod certificates;
mod flights;
mod handshakes;
mod hello;
mod key_exchange;
mod server_hello;

use crate::choose::signature::PeerKey;
use crate::choose::suite::{Disabled, Masks};
use crate::choose::KeyType;
use crate::cipher::Cipher;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::extension::tests::connection;
use crate::link::LeafKey;
use crate::machine::table::Built;
use crate::machine::{Handshake, Side};
use crate::registry::alert;
use crate::registry::group::SECP256R1;
use crate::registry::version::{ProtocolVersion, TLS12};
use crate::tests::endpoint::Endpoint;

const ECDSA: &str = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
const RSA: &str = "TLS_RSA_WITH_AES_128_GCM_SHA256";
const TLS13_SUITE: &str = "TLS_AES_128_GCM_SHA256";

fn suite(name: &str) -> &'static Cipher {
    Cipher::find_standard_name(name.as_bytes()).expect("a suite")
}

/// A client that has negotiated a version and a suite.
fn negotiated(version: ProtocolVersion, name: &str) -> (Endpoint, Handshake) {
    let (link, h) = connection(Side::Client, Some(version));
    link.facts.suite.set(Some(suite(name)));
    (link, h)
}

/// A client that has sent a hello for versions up to this one, with these suites.
fn waiting(version: ProtocolVersion, names: &[&str]) -> (Endpoint, Handshake) {
    let (link, mut h) = connection(Side::Client, None);
    link.configure(|config| {
        config.suites = names.iter().map(|name| suite(name)).collect();
        config.highest = Some(version);
        config.options.legacy_server_connect = true;
        config.options.no_compression = true;
    });
    link.facts.version.set(version);
    link.change(|session| session.version = version);
    h.refresh(&link);
    h.disabled = Some(Disabled {
        masks: Masks::default(),
        lowest: TLS12,
        highest: version,
    });
    (link, h)
}

impl Endpoint {
    /// The peer has such a key.
    fn set_leaf(&self, leaf: LeafKey) {
        self.on.peer_key.set(move |_| Some(leaf));
    }
}

/// How parsers of DER fail.
const BAD_NAME: Fatal = Fatal::new(alert::DECODE_ERROR, Reason::ERR_R_ASN1_LIB);

/// The key of a certificate that may sign.
fn leaf(key_type: KeyType) -> LeafKey {
    let curve = match key_type {
        KeyType::Ec => nid_of_p256(),
        _ => 0,
    };
    LeafKey::Known {
        key: PeerKey { key_type, curve },
        may_sign: true,
    }
}

fn nid_of_p256() -> i32 {
    crate::registry::group::Group::find(SECP256R1).map_or(0, |group| group.nid)
}

/// What a message's writer writes.
fn written(
    link: &Endpoint,
    h: &mut Handshake,
    build: fn(&mut Handshake, &dyn crate::link::Link, &mut Writer) -> Result<Built, Fatal>,
) -> Result<Vec<u8>, Fatal> {
    let mut writer = Writer::new();
    build(h, link, &mut writer)?;
    Ok(writer.finish()?)
}

const fn decode_error(reason: Reason) -> Fatal {
    Fatal::new(alert::DECODE_ERROR, reason)
}

const fn illegal(reason: Reason) -> Fatal {
    Fatal::new(alert::ILLEGAL_PARAMETER, reason)
}

const fn failure(reason: Reason) -> Fatal {
    Fatal::new(alert::HANDSHAKE_FAILURE, reason)
}
