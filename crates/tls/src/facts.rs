//! What is known of a connection, during its handshake and after it.
//!
//! The connection owns the facts, in cells: an application's callback may ask for any of them while the
//! handshake runs, and gets what the handshake has found out by then.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use zeroize::Zeroizing;

use crate::cipher::Cipher;
use crate::registry::field::SrtpProfile;
use crate::registry::group::NamedGroup;
use crate::registry::scheme::{SignatureAlgorithm, SignatureScheme};
use crate::registry::version::ProtocolVersion;
use crate::schedule::SecretBytes;

/// Up to `N` bytes in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short<const N: usize> {
    bytes: [u8; N],
    length: u8,
}

impl<const N: usize> Default for Short<N> {
    fn default() -> Self {
        Short {
            bytes: [0; N],
            length: 0,
        }
    }
}

impl<const N: usize> Short<N> {
    /// `None` if these are too many.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let mut short = Self::default();
        short.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        short.length = u8::try_from(bytes.len()).ok()?;
        Some(short)
    }
}

impl<const N: usize> std::ops::Deref for Short<N> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

/// A public key of the key exchange as it stands on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyShare {
    pub group: NamedGroup,
    pub key: Box<[u8]>,
}

/// How early data stands (`ssl3_state.ext.early_data`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EarlyData {
    #[default]
    NotSent,
    Rejected,
    Accepted,
}

/// Certificate requests after the handshake (`SSL_PHA_*`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PostHandshakeAuth {
    #[default]
    None,
    ExtensionSent,
    ExtensionReceived,
    RequestPending,
    Requested,
}

/// A cell for a value that is cheap to clone: a list stays readable while a callback changes the fact.
#[derive(Debug, Default)]
pub struct Shared<T>(RefCell<T>);

impl<T: Clone> Shared<T> {
    pub fn get(&self) -> T {
        self.0.borrow().clone()
    }

    pub fn set(&self, value: T) {
        drop(self.0.replace(value));
    }

    fn swap(&self, other: &Self) {
        self.0.swap(&other.0);
    }
}

/// What is known of a connection.
#[derive(Debug, Default)]
pub struct Facts {
    /// `s->version`: at first the highest that is enabled, then the negotiated one.
    pub version: Cell<ProtocolVersion>,
    /// The version that the client has named (`s->client_version`), and the one of its first hello.
    pub client_version: Cell<ProtocolVersion>,
    /// The negotiated cipher suite (`s3.tmp.new_cipher`).
    pub suite: Cell<Option<&'static Cipher>>,
    /// A session is resumed (`s->hit`).
    pub hit: Cell<bool>,
    pub client_random: Cell<[u8; 32]>,
    pub server_random: Cell<[u8; 32]>,
    /// The group of the key exchange (`s3.group_id`).
    pub group: Cell<Option<NamedGroup>>,
    /// Keys were exchanged in a handshake of TLS 1.3 (`s3.did_kex`).
    pub exchanged: Cell<bool>,
    /// The scheme of our signature, and of the peer's.
    pub scheme: Cell<Option<&'static SignatureAlgorithm>>,
    pub peer_scheme: Cell<Option<&'static SignatureAlgorithm>>,
    /// Our last Finished, and the peer's.
    pub finished: Cell<Short<64>>,
    pub peer_finished: Cell<Short<64>>,
    /// The session id that a TLS 1.3 client sent, or that was echoed.
    pub legacy_session_id: Cell<Short<32>>,
    /// The application protocol that was selected, empty for none, and what the client proposed.
    pub alpn: RefCell<Box<[u8]>>,
    pub alpn_proposed: RefCell<Box<[u8]>>,
    /// The protocol of NPN: the client's choice.
    pub next_protocol: RefCell<Box<[u8]>>,
    /// The name that the client asks for.
    pub host_name: RefCell<Option<Box<[u8]>>>,
    /// Server: the SRP user that the client names.
    pub srp_user: RefCell<Option<Box<[u8]>>>,
    /// The profile of SRTP that was negotiated.
    pub srtp_profile: Cell<Option<SrtpProfile>>,
    /// The peer can renegotiate safely (RFC 5746).
    pub secure_renegotiation: Cell<bool>,
    /// The extended master secret is in use (`TLS1_FLAGS_RECEIVED_EXTMS`).
    pub extended_master_secret: Cell<bool>,
    /// An earlier handshake used it, so that this one must (`TLS1_FLAGS_REQUIRED_EXTMS`).
    pub requires_extended_master_secret: Cell<bool>,
    /// encrypt-then-MAC is in use.
    pub encrypt_then_mac: Cell<bool>,
    /// Our public key of the exchange, and the peer's.
    pub share: RefCell<Option<KeyShare>>,
    pub peer_share: RefCell<Option<KeyShare>>,
    /// What the peer can verify: signature schemes, in handshakes and in certificates; groups; point formats.
    pub peer_schemes: Shared<Option<Rc<[SignatureScheme]>>>,
    pub peer_cert_schemes: Shared<Option<Rc<[SignatureScheme]>>>,
    pub peer_groups: Shared<Rc<[NamedGroup]>>,
    pub peer_point_formats: RefCell<Box<[u8]>>,
    /// Signature algorithms that both sides have.
    pub shared_schemes: Shared<Rc<[&'static SignatureAlgorithm]>>,
    /// The suites that a client offered, as they stand on the wire and as far as they are known.
    pub raw_suites: RefCell<Box<[u8]>>,
    pub peer_suites: Shared<Rc<[&'static Cipher]>>,
    /// Client: the types of certificates that a server of TLS 1.2 accepts.
    pub certificate_types: RefCell<Box<[u8]>>,
    /// The type of certificate status that the client asked for.
    pub status_type: Cell<Option<u8>>,
    /// Client: the signed certificate timestamps of the server's extension.
    pub scts: RefCell<Box<[u8]>>,
    pub early_data: Cell<EarlyData>,
    pub post_handshake_auth: Cell<PostHandshakeAuth>,
    /// Secrets of TLS 1.3 that outlive the handshake.
    pub exporter_secret: RefCell<SecretBytes>,
    pub early_exporter_secret: RefCell<SecretBytes>,
    pub resumption_secret: RefCell<SecretBytes>,
    /// Certificate requests sent by this server in all handshakes (`s->certreqs_sent`).
    pub certificate_requests: Cell<u32>,
    /// Tickets sent (`s->sent_tickets`), and the nonce of the next.
    pub sent_tickets: Cell<usize>,
    pub next_nonce: Cell<u64>,
    /// Handshakes after the first (`s3.total_renegotiations`).
    pub renegotiations: Cell<u32>,
    /// Context of a certificate request after the handshake.
    pub request_context: RefCell<Zeroizing<Vec<u8>>>,
}

impl Facts {
    /// Forgets everything, in place: the cells stay where they are.
    pub fn clear(&self) {
        let Facts {
            version,
            client_version,
            suite,
            hit,
            client_random,
            server_random,
            group,
            exchanged,
            scheme,
            peer_scheme,
            finished,
            peer_finished,
            legacy_session_id,
            alpn,
            alpn_proposed,
            next_protocol,
            host_name,
            srp_user,
            srtp_profile,
            secure_renegotiation,
            extended_master_secret,
            requires_extended_master_secret,
            encrypt_then_mac,
            share,
            peer_share,
            peer_schemes,
            peer_cert_schemes,
            peer_groups,
            peer_point_formats,
            shared_schemes,
            raw_suites,
            peer_suites,
            certificate_types,
            status_type,
            scts,
            early_data,
            post_handshake_auth,
            exporter_secret,
            early_exporter_secret,
            resumption_secret,
            certificate_requests,
            sent_tickets,
            next_nonce,
            renegotiations,
            request_context,
        } = Facts::default();
        self.version.swap(&version);
        self.client_version.swap(&client_version);
        self.suite.swap(&suite);
        self.hit.swap(&hit);
        self.client_random.swap(&client_random);
        self.server_random.swap(&server_random);
        self.group.swap(&group);
        self.exchanged.swap(&exchanged);
        self.scheme.swap(&scheme);
        self.peer_scheme.swap(&peer_scheme);
        self.finished.swap(&finished);
        self.peer_finished.swap(&peer_finished);
        self.legacy_session_id.swap(&legacy_session_id);
        self.alpn.swap(&alpn);
        self.alpn_proposed.swap(&alpn_proposed);
        self.next_protocol.swap(&next_protocol);
        self.host_name.swap(&host_name);
        self.srp_user.swap(&srp_user);
        self.srtp_profile.swap(&srtp_profile);
        self.secure_renegotiation.swap(&secure_renegotiation);
        self.extended_master_secret.swap(&extended_master_secret);
        self.requires_extended_master_secret
            .swap(&requires_extended_master_secret);
        self.encrypt_then_mac.swap(&encrypt_then_mac);
        self.share.swap(&share);
        self.peer_share.swap(&peer_share);
        self.peer_schemes.swap(&peer_schemes);
        self.peer_cert_schemes.swap(&peer_cert_schemes);
        self.peer_groups.swap(&peer_groups);
        self.peer_point_formats.swap(&peer_point_formats);
        self.shared_schemes.swap(&shared_schemes);
        self.raw_suites.swap(&raw_suites);
        self.peer_suites.swap(&peer_suites);
        self.certificate_types.swap(&certificate_types);
        self.status_type.swap(&status_type);
        self.scts.swap(&scts);
        self.early_data.swap(&early_data);
        self.post_handshake_auth.swap(&post_handshake_auth);
        self.exporter_secret.swap(&exporter_secret);
        self.early_exporter_secret.swap(&early_exporter_secret);
        self.resumption_secret.swap(&resumption_secret);
        self.certificate_requests.swap(&certificate_requests);
        self.sent_tickets.swap(&sent_tickets);
        self.next_nonce.swap(&next_nonce);
        self.renegotiations.swap(&renegotiations);
        self.request_context.swap(&request_context);
    }

    /// No handshake was finished yet (`SSL_IS_FIRST_HANDSHAKE`).
    pub fn is_first_handshake(&self) -> bool {
        self.finished.get().is_empty() || self.peer_finished.get().is_empty()
    }
}
