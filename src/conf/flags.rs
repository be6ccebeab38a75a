//! Words for bits: options, certificate flags, verification modes.

use std::ffi::CStr;

use libc::{c_int, c_uint};

use super::{ConfContext, Target};
use crate::constants::*;

/// Which of a target's words the bits belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Options,
    CertFlags,
    VerifyMode,
}

/// Bits that a word or switch sets or clears.
pub struct Bits {
    pub word: Word,
    pub bits: u64,
    /// The word or switch clears the bits.
    pub inverted: bool,
}

/// A word of a list.
struct Named {
    name: &'static str,
    /// The sides that may use it: `SSL_CONF_FLAG_CLIENT`, `SSL_CONF_FLAG_SERVER`.
    sides: c_uint,
    bits: Bits,
}

pub(super) const CLIENT: c_uint = SSL_CONF_FLAG_CLIENT;
pub(super) const SERVER: c_uint = SSL_CONF_FLAG_SERVER;
const BOTH: c_uint = CLIENT | SERVER;

const fn named(name: &'static str, sides: c_uint, bits: Bits) -> Named {
    Named { name, sides, bits }
}

/// An option that the word sets.
pub const fn on(bits: u64) -> Bits {
    Bits {
        word: Word::Options,
        bits,
        inverted: false,
    }
}

/// An option that the word clears.
pub const fn off(bits: u64) -> Bits {
    Bits {
        word: Word::Options,
        bits,
        inverted: true,
    }
}

/// A flag for certificates.
pub const fn cert_flag(bits: u32) -> Bits {
    Bits {
        word: Word::CertFlags,
        bits: bits as u64,
        inverted: false,
    }
}

const fn verify(bits: c_int) -> Bits {
    Bits {
        word: Word::VerifyMode,
        bits: bits as u64,
        inverted: false,
    }
}

static PROTOCOLS: &[Named] = &[
    named("ALL", BOTH, off(SSL_OP_NO_SSL_MASK)),
    named("SSLv2", BOTH, off(SSL_OP_NO_SSLv2)),
    named("SSLv3", BOTH, off(SSL_OP_NO_SSLv3)),
    named("TLSv1", BOTH, off(SSL_OP_NO_TLSv1)),
    named("TLSv1.1", BOTH, off(SSL_OP_NO_TLSv1_1)),
    named("TLSv1.2", BOTH, off(SSL_OP_NO_TLSv1_2)),
    named("TLSv1.3", BOTH, off(SSL_OP_NO_TLSv1_3)),
    named("DTLSv1", BOTH, off(SSL_OP_NO_DTLSv1)),
    named("DTLSv1.2", BOTH, off(SSL_OP_NO_DTLSv1_2)),
];

static OPTIONS: &[Named] = &[
    named("SessionTicket", BOTH, off(SSL_OP_NO_TICKET)),
    named(
        "EmptyFragments",
        BOTH,
        off(SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS),
    ),
    named("Bugs", BOTH, on(SSL_OP_ALL)),
    named("Compression", BOTH, off(SSL_OP_NO_COMPRESSION)),
    named(
        "ServerPreference",
        SERVER,
        on(SSL_OP_CIPHER_SERVER_PREFERENCE),
    ),
    named(
        "NoResumptionOnRenegotiation",
        SERVER,
        on(SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION),
    ),
    named("DHSingle", SERVER, on(SSL_OP_SINGLE_DH_USE)),
    named("ECDHSingle", SERVER, on(SSL_OP_SINGLE_ECDH_USE)),
    named(
        "UnsafeLegacyRenegotiation",
        BOTH,
        on(SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION),
    ),
    named(
        "UnsafeLegacyServerConnect",
        BOTH,
        on(SSL_OP_LEGACY_SERVER_CONNECT),
    ),
    named(
        "ClientRenegotiation",
        BOTH,
        on(SSL_OP_ALLOW_CLIENT_RENEGOTIATION),
    ),
    named("EncryptThenMac", BOTH, off(SSL_OP_NO_ENCRYPT_THEN_MAC)),
    named("NoRenegotiation", BOTH, on(SSL_OP_NO_RENEGOTIATION)),
    named("AllowNoDHEKEX", BOTH, on(SSL_OP_ALLOW_NO_DHE_KEX)),
    named("PrioritizeChaCha", BOTH, on(SSL_OP_PRIORITIZE_CHACHA)),
    named("MiddleboxCompat", BOTH, on(SSL_OP_ENABLE_MIDDLEBOX_COMPAT)),
    named("AntiReplay", BOTH, off(SSL_OP_NO_ANTI_REPLAY)),
    named(
        "ExtendedMasterSecret",
        BOTH,
        off(SSL_OP_NO_EXTENDED_MASTER_SECRET),
    ),
    named("CANames", BOTH, off(SSL_OP_DISABLE_TLSEXT_CA_NAMES)),
    named("KTLS", BOTH, on(SSL_OP_ENABLE_KTLS)),
];

static VERIFY_MODES: &[Named] = &[
    named("Peer", CLIENT, verify(SSL_VERIFY_PEER)),
    named("Request", SERVER, verify(SSL_VERIFY_PEER)),
    named(
        "Require",
        SERVER,
        verify(SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT),
    ),
    named(
        "Once",
        SERVER,
        verify(SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE),
    ),
    named(
        "RequestPostHandshake",
        SERVER,
        verify(SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE),
    ),
    named(
        "RequirePostHandshake",
        SERVER,
        verify(SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE | SSL_VERIFY_FAIL_IF_NO_PEER_CERT),
    ),
];

pub fn protocol(conf: &ConfContext, value: &CStr) -> c_int {
    conf.set_list(PROTOCOLS, value)
}

pub fn options(conf: &ConfContext, value: &CStr) -> c_int {
    conf.set_list(OPTIONS, value)
}

pub fn verify_mode(conf: &ConfContext, value: &CStr) -> c_int {
    conf.set_list(VERIFY_MODES, value)
}

impl ConfContext {
    /// Applies a list of words separated by commas. Each may have `+` or `-` before it. Stops at the
    /// first unknown word; the words before it remain applied.
    fn set_list(&self, table: &[Named], list: &CStr) -> c_int {
        let done = list
            .to_bytes()
            .split(|&byte| byte == b',')
            .all(|element| self.set_element(table, element.trim_ascii()));
        c_int::from(done)
    }

    fn set_element(&self, table: &[Named], element: &[u8]) -> bool {
        let (name, on) = match element {
            [b'+', name @ ..] => (name, true),
            [b'-', name @ ..] => (name, false),
            name => (name, true),
        };
        let found = table.iter().find(|entry| {
            self.has(entry.sides) && entry.name.as_bytes().eq_ignore_ascii_case(name)
        });
        if let Some(entry) = found {
            self.set_bits(&entry.bits, on);
        }
        found.is_some()
    }

    /// Sets or clears bits of the target.
    pub fn set_bits(&self, bits: &Bits, on: bool) {
        let on = on != bits.inverted;
        // SAFETY: the target lives, by the contract of `set_context` and `set_connection`.
        unsafe {
            match (self.target.get(), bits.word) {
                (Target::None, _) => (),
                (Target::Context(ctx), Word::Options) => {
                    (*ctx).update(|s| s.options = changed(s.options, bits.bits, on));
                }
                (Target::Connection(ssl), Word::Options) => {
                    let own = &(*ssl).configuration;
                    own.set_options(changed(own.options(), bits.bits, on));
                }
                (Target::Context(ctx), word) => (*ctx).update(|s| change(s, word, bits.bits, on)),
                (Target::Connection(ssl), word) => {
                    (*ssl).update(|s| change(s, word, bits.bits, on))
                }
            }
        }
    }
}

fn change(settings: &mut crate::context::Settings, word: Word, bits: u64, on: bool) {
    if word == Word::CertFlags {
        settings.cert_flags = changed(settings.cert_flags.into(), bits, on) as u32;
    } else {
        settings.verify_mode = changed(settings.verify_mode as u64, bits, on) as c_int;
    }
}

fn changed(word: u64, bits: u64, on: bool) -> u64 {
    match on {
        true => word | bits,
        false => word & !bits,
    }
}
