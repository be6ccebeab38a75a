//! What may be negotiated: the settings of one side, as far as the handshake asks for them.
//!
//! A program's settings are turned into a [`Config`] once for each value that they take, and shared by all
//! connections that have it. A connection's own changes make another one.

use std::sync::Arc;

use crypto::library::Library;
use crypto::pkey::PKey;

use crate::choose::certificate;
use crate::choose::version::Method;
use crate::choose::{KeyType, SuiteB};
use crate::cipher::missing::Missing;
use crate::cipher::Cipher;
use crate::machine::Side;
use crate::registry::certificate_type::ClientCertificateType;
use crate::registry::extension::ExtensionType;
use crate::registry::field::SrtpProfile;
use crate::registry::group::NamedGroup;
use crate::registry::scheme::SignatureScheme;
use crate::registry::version::ProtocolVersion;

/// The settings of a handshake.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whose cryptography is used.
    pub library: Library,
    /// What `library` lacks.
    pub missing: Missing,
    /// The method, whose version may be fixed.
    pub method: Method,
    /// The bounds of the version, if there are any.
    pub lowest: Option<ProtocolVersion>,
    pub highest: Option<ProtocolVersion>,
    /// The versions that `SSL_OP_NO_*` forbid.
    pub forbidden: Vec<ProtocolVersion>,
    /// The versions that the record layer does not have.
    pub unsupported: &'static [ProtocolVersion],
    /// Server: TLS 1.3 can succeed (`is_tls13_capable`).
    pub tls13_capable: bool,
    /// Cipher suites of all versions, most preferred first.
    pub suites: Vec<&'static Cipher>,
    /// Suites of the program's list that the record layer does not have: they are never negotiated.
    pub unsupported_suites: Vec<&'static Cipher>,
    /// Groups, most preferred first; all that are listed, before the security level is asked.
    pub groups: Vec<NamedGroup>,
    /// The program's list of signature schemes, and the one for client certificates; `None` for the default.
    pub schemes: Option<Vec<SignatureScheme>>,
    pub client_schemes: Option<Vec<SignatureScheme>>,
    /// The types of certificates that a server asks for (`SSL_CTX_set1_client_certificate_types`).
    pub certificate_types: Option<Vec<ClientCertificateType>>,
    /// Application protocols that a client offers, in wire form.
    pub alpn: Vec<u8>,
    /// Our certificates, one at most for each type of key.
    pub credentials: Vec<Arc<Credential>>,
    /// The type of the current certificate, which is a client's only one below TLS 1.3.
    pub current: Option<KeyType>,
    /// There are parameters for DHE: set, by callback, or automatic ones.
    pub dh: bool,
    /// DER names of the authorities that we accept.
    pub authorities: Vec<Vec<u8>>,
    /// How the peer's certificate is treated.
    pub verify: Verify,
    /// Server: the hint for a pre-shared key (`SSL_CTX_use_psk_identity_hint`).
    pub psk_hint: Option<Vec<u8>>,
    /// The session id context, at most 32 bytes.
    pub session_id_context: Vec<u8>,
    /// The longest Certificate or CertificateRequest message, in bytes (`SSL_CTX_set_max_cert_list`).
    pub max_cert_list: usize,
    /// Tickets that a server of TLS 1.3 sends.
    pub num_tickets: usize,
    /// Early data that a server accepts with its tickets, in bytes.
    pub max_early_data: u32,
    /// Early data that a server passes over or reads, in bytes.
    pub recv_max_early_data: u32,
    /// Client: the certificate status that is asked for (`SSL_set_tlsext_status_type`).
    pub status_type: Option<u8>,
    /// Client: the OCSP responders that are trusted, and extensions for the OCSP request; DER.
    pub status_responders: Vec<Vec<u8>>,
    pub status_extensions: Vec<u8>,
    /// Client: a ticket that the program has set (`SSL_set_session_ticket_ext`).
    pub ticket_extension: Option<Vec<u8>>,
    /// Client: the code of the longest fragment that is asked for; 0 for none.
    pub max_fragment_code: u8,
    /// Client: host name for the server name extension, any C string.
    pub host_name: Option<Vec<u8>>,
    /// Client: the name of an SRP user.
    pub srp_user: Option<Vec<u8>>,
    /// Profiles of SRTP, the most preferred first.
    pub srtp_profiles: Vec<SrtpProfile>,
    /// Extensions that the program has added, in its order.
    pub custom_extensions: Vec<CustomExtension>,
    /// `SSL_CERT_FLAG_TLS_STRICT`, which Suite B has in it.
    pub strict: bool,
    /// The mode of Suite B.
    pub suite_b: Option<SuiteB>,
    /// Callbacks that exist.
    pub callbacks: Callbacks,
    /// Options that are set.
    pub options: Options,
}

/// For tests: TLS of any version, and nothing set.
#[cfg(test)]
impl Default for Config {
    fn default() -> Config {
        Config {
            library: Library::DEFAULT,
            missing: Missing::default(),
            method: Method::Tls,
            lowest: None,
            highest: None,
            forbidden: Vec::new(),
            unsupported: &[],
            unsupported_suites: Vec::new(),
            tls13_capable: false,
            suites: Vec::new(),
            groups: Vec::new(),
            schemes: None,
            client_schemes: None,
            certificate_types: None,
            alpn: Vec::new(),
            credentials: Vec::new(),
            current: None,
            dh: false,
            authorities: Vec::new(),
            verify: Verify::default(),
            psk_hint: None,
            session_id_context: Vec::new(),
            max_cert_list: 0,
            num_tickets: 0,
            max_early_data: 0,
            recv_max_early_data: 0,
            status_type: None,
            status_responders: Vec::new(),
            status_extensions: Vec::new(),
            ticket_extension: None,
            max_fragment_code: 0,
            host_name: None,
            srp_user: None,
            srtp_profiles: Vec::new(),
            custom_extensions: Vec::new(),
            strict: false,
            suite_b: None,
            callbacks: Callbacks::default(),
            options: Options::default(),
        }
    }
}

/// An extension that a program has added (`custom_ext_method`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomExtension {
    pub extension_type: ExtensionType,
    /// Where it may stand: bits of `SSL_EXT_*`.
    pub context: u32,
    /// The side that it is for; `None` for both.
    pub role: Option<Side>,
    /// There is a callback that gives its content. Without one it is empty in a ClientHello, and not sent in
    /// other messages.
    pub adds: bool,
    /// There is a callback that reads it.
    pub parses: bool,
}

/// How the peer's certificate is treated (`SSL_VERIFY_*`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verify {
    /// `SSL_VERIFY_PEER`
    pub peer: bool,
    /// `SSL_VERIFY_FAIL_IF_NO_PEER_CERT`
    pub require: bool,
    /// `SSL_VERIFY_CLIENT_ONCE`
    pub once: bool,
    /// `SSL_VERIFY_POST_HANDSHAKE`
    pub post_handshake: bool,
}

/// Callbacks of which the handshake must know whether they exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Callbacks {
    pub client_hello: bool,
    pub server_name: bool,
    pub alpn_select: bool,
    pub status: bool,
    pub certificate: bool,
    pub client_certificate: bool,
    pub session_secret: bool,
    pub psk_client: bool,
    pub psk_server: bool,
    pub psk_use_session: bool,
    pub psk_find_session: bool,
    pub npn_advertised: bool,
    pub npn_select: bool,
    pub not_resumable: bool,
    pub key_log: bool,
    pub extension_debug: bool,
    /// Client: signed certificate timestamps are validated (`SSL_set_ct_validation_callback`).
    pub ct_validation: bool,
    /// Stateless cookies of TLS 1.3 are made, and checked.
    pub make_cookie: bool,
    pub check_cookie: bool,
}

/// `SSL_OP_*` and `SSL_MODE_*` that change the handshake; true where the bit is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub cipher_server_preference: bool,
    pub prioritize_chacha: bool,
    pub no_ticket: bool,
    pub no_anti_replay: bool,
    pub no_renegotiation: bool,
    pub allow_client_renegotiation: bool,
    pub allow_unsafe_legacy_renegotiation: bool,
    pub legacy_server_connect: bool,
    pub no_resumption_on_renegotiation: bool,
    pub no_extended_master_secret: bool,
    pub no_encrypt_then_mac: bool,
    pub no_compression: bool,
    pub allow_no_dhe_kex: bool,
    pub middlebox_compat: bool,
    pub disable_ca_names: bool,
    pub cookie_exchange: bool,
    pub tls_rollback_bug: bool,
    pub tlsext_padding: bool,
    pub cryptopro_bug: bool,
    pub safari_bug: bool,
    pub no_query_mtu: bool,
    /// `SSL_MODE_SEND_FALLBACK_SCSV`
    pub send_fallback: bool,
    /// The random of a hello begins with the time (`SSL_MODE_SEND_CLIENTHELLO_TIME`,
    /// `SSL_MODE_SEND_SERVERHELLO_TIME`).
    pub client_hello_time: bool,
    pub server_hello_time: bool,
    /// The server's session cache is on (`SSL_SESS_CACHE_SERVER`).
    pub server_cache: bool,
    /// A client may be asked for a certificate after the handshake (`SSL_set_post_handshake_auth`).
    pub post_handshake_auth: bool,
    /// No ticket extension is sent (`SSL_set_session_ticket_ext` with nothing).
    pub omit_ticket_extension: bool,
}

/// A certificate with its chain and private key, and what a choice between several depends on.
#[derive(Debug)]
pub struct Credential {
    /// DER certificates, the leaf first.
    pub chain: Vec<Vec<u8>>,
    /// The leaf's private key.
    pub key: PKey,
    pub key_type: KeyType,
    /// NID of the key's curve; 0 for none.
    pub curve: i32,
    /// Bytes of a signature.
    pub key_size: usize,
    /// The leaf's key usage lets the key sign.
    pub may_sign: bool,
    /// NIDs of digest and key type of the leaf's own signature; `None` for an unknown one.
    pub signed_with: Option<(i32, i32)>,
    /// What matters of the leaf and of each certificate above it.
    pub links: Vec<certificate::Link>,
    /// The chain is one of Suite B.
    pub suits_suite_b: bool,
}
