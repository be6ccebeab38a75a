//! The settings of a connection, as the machine wants them.

use std::sync::Arc;

use super::super::state::Role;
use super::super::Connection;
use crate::constants::{
    SSL_OP_NO_TLSv1, SSL_OP_NO_TLSv1_1, SSL_OP_NO_TLSv1_2, SSL_OP_NO_TLSv1_3,
    SSL_MODE_SEND_CLIENTHELLO_TIME, SSL_MODE_SEND_FALLBACK_SCSV, SSL_MODE_SEND_SERVERHELLO_TIME,
    SSL_OP_ALLOW_CLIENT_RENEGOTIATION, SSL_OP_ALLOW_NO_DHE_KEX,
    SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION, SSL_OP_CIPHER_SERVER_PREFERENCE,
    SSL_OP_COOKIE_EXCHANGE, SSL_OP_CRYPTOPRO_TLSEXT_BUG, SSL_OP_DISABLE_TLSEXT_CA_NAMES,
    SSL_OP_ENABLE_MIDDLEBOX_COMPAT, SSL_OP_LEGACY_SERVER_CONNECT, SSL_OP_NO_ANTI_REPLAY,
    SSL_OP_NO_COMPRESSION, SSL_OP_NO_ENCRYPT_THEN_MAC, SSL_OP_NO_EXTENDED_MASTER_SECRET,
    SSL_OP_NO_QUERY_MTU, SSL_OP_NO_RENEGOTIATION, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION,
    SSL_OP_NO_TICKET, SSL_OP_PRIORITIZE_CHACHA, SSL_OP_SAFARI_ECDHE_ECDSA_BUG,
    SSL_OP_TLSEXT_PADDING, SSL_OP_TLS_ROLLBACK_BUG, SSL_VERIFY_CLIENT_ONCE,
    SSL_VERIFY_FAIL_IF_NO_PEER_CERT, SSL_VERIFY_PEER, SSL_VERIFY_POST_HANDSHAKE,
};
use crate::context::version::Bound;
use crate::context::Settings;
use crate::session::cache;
use tls::choose::version::Method;
use tls::choose::{SuiteB, KEY_TYPES};
use tls::config::{Callbacks, Config, Options, Verify};
use tls::registry::version::{ProtocolVersion, TLS10, TLS11, TLS12, TLS13};

/// The versions, each with the option that forbids it.
const FORBIDS: [(u64, ProtocolVersion); 4] = [
    (SSL_OP_NO_TLSv1, TLS10),
    (SSL_OP_NO_TLSv1_1, TLS11),
    (SSL_OP_NO_TLSv1_2, TLS12),
    (SSL_OP_NO_TLSv1_3, TLS13),
];

/// The versions that the record layer does not have.
const UNSUPPORTED: &[ProtocolVersion] = &[TLS11, TLS10];

impl Connection {
    /// The settings as they stand now. They are put together each time, because callbacks may change any of
    /// them; what takes long, our certificates with their chains, is kept elsewhere.
    pub(super) fn machine_config(&self) -> Arc<Config> {
        let settings = self.settings();
        let server = self.role() == Role::Server;
        let method = match self.version.own_method().version {
            Some(only) => Method::Only(only),
            None => Method::Tls,
        };
        let bound = |bound| settings.bound(bound);
        let forbidden = FORBIDS
            .iter()
            .filter(|(option, _)| self.has_option(*option));
        let ciphers = self.ciphers();
        let (suites, unsupported_suites) = ciphers
            .ciphers()
            .iter()
            .copied()
            .partition(|suite| suite.is_supported());
        // Borrowed for a moment only: what follows may call the application.
        let host_name = self
            .negotiation
            .host_name()
            .as_ref()
            .map(|name| name.to_bytes().to_vec());
        Arc::new(Config {
            library: settings.library.clone(),
            missing: settings.missing.clone(),
            method,
            lowest: bound(Bound::Lowest),
            highest: bound(Bound::Highest),
            forbidden: forbidden.map(|(_, version)| *version).collect(),
            unsupported: UNSUPPORTED,
            tls13_capable: server && self.can_serve_tls13(),
            suites,
            unsupported_suites,
            groups: settings.listed_groups().to_vec(),
            schemes: settings.sigalgs.as_deref().map(Into::into),
            client_schemes: settings.client_sigalgs.as_deref().map(Into::into),
            alpn: settings.alpn.to_vec(),
            credentials: self.machine_credentials(),
            current: KEY_TYPES.get(settings.credentials.current_index()).copied(),
            authorities: self.offered_authorities(server),
            verify: verify(&settings),
            session_id_context: settings.session_id_context.to_vec(),
            max_cert_list: settings.max_cert_list,
            num_tickets: settings.num_tickets,
            max_early_data: settings.max_early_data,
            recv_max_early_data: settings.recv_max_early_data,
            status_type: status_type(&settings),
            host_name,
            strict: self.is_strict(),
            suite_b: SuiteB::of_flags(settings.cert_flags),
            callbacks: self.machine_callbacks(&settings),
            options: self.machine_options(&settings),
            // No suite with DHE is supported, so parameters for it have no effect.
            dh: false,
            // The functions that set these refuse.
            certificate_types: None,
            psk_hint: None,
            status_responders: Vec::new(),
            status_extensions: Vec::new(),
            ticket_extension: None,
            max_fragment_code: 0,
            srp_user: None,
            srtp_profiles: Vec::new(),
            custom_extensions: Vec::new(),
        })
    }

    /// Which callbacks there are. The functions that set the others refuse.
    fn machine_callbacks(&self, settings: &Settings) -> Callbacks {
        let context = self.context();
        let hooks = context.hooks();
        let inherited = self.session_context().hooks();
        Callbacks {
            client_hello: hooks.client_hello.call.is_some(),
            server_name: hooks
                .server_name
                .call
                .or(inherited.server_name.call)
                .is_some(),
            alpn_select: hooks.alpn_select.call.is_some(),
            status: hooks.status.call.is_some(),
            certificate: settings.cert.call.is_some(),
            client_certificate: hooks.client_cert.is_some()
                || context.client_cert_engine().is_some(),
            not_resumable: settings.not_resumable.is_some(),
            key_log: hooks.key_log.is_some(),
            extension_debug: self.reports.wants_extensions(),
            ..Callbacks::default()
        }
    }

    fn machine_options(&self, settings: &Settings) -> Options {
        let option = |option| self.has_option(option);
        let mode = |mode| self.has_mode(mode);
        Options {
            cipher_server_preference: option(SSL_OP_CIPHER_SERVER_PREFERENCE),
            prioritize_chacha: option(SSL_OP_PRIORITIZE_CHACHA),
            no_ticket: option(SSL_OP_NO_TICKET),
            no_anti_replay: option(SSL_OP_NO_ANTI_REPLAY),
            no_renegotiation: option(SSL_OP_NO_RENEGOTIATION),
            allow_client_renegotiation: option(SSL_OP_ALLOW_CLIENT_RENEGOTIATION),
            allow_unsafe_legacy_renegotiation: option(SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION),
            legacy_server_connect: option(SSL_OP_LEGACY_SERVER_CONNECT),
            no_resumption_on_renegotiation: option(SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION),
            no_extended_master_secret: option(SSL_OP_NO_EXTENDED_MASTER_SECRET),
            no_encrypt_then_mac: option(SSL_OP_NO_ENCRYPT_THEN_MAC),
            no_compression: option(SSL_OP_NO_COMPRESSION),
            allow_no_dhe_kex: option(SSL_OP_ALLOW_NO_DHE_KEX),
            middlebox_compat: option(SSL_OP_ENABLE_MIDDLEBOX_COMPAT),
            disable_ca_names: option(SSL_OP_DISABLE_TLSEXT_CA_NAMES),
            cookie_exchange: option(SSL_OP_COOKIE_EXCHANGE),
            tls_rollback_bug: option(SSL_OP_TLS_ROLLBACK_BUG),
            tlsext_padding: option(SSL_OP_TLSEXT_PADDING),
            cryptopro_bug: option(SSL_OP_CRYPTOPRO_TLSEXT_BUG),
            safari_bug: option(SSL_OP_SAFARI_ECDHE_ECDSA_BUG),
            no_query_mtu: option(SSL_OP_NO_QUERY_MTU),
            send_fallback: mode(SSL_MODE_SEND_FALLBACK_SCSV),
            client_hello_time: mode(SSL_MODE_SEND_CLIENTHELLO_TIME),
            server_hello_time: mode(SSL_MODE_SEND_SERVERHELLO_TIME),
            server_cache: self.context().cache.mode() & cache::SERVER != 0,
            post_handshake_auth: settings.post_handshake_auth,
            omit_ticket_extension: self.resumption.omits_ticket_extension(),
        }
    }
}

fn verify(settings: &Settings) -> Verify {
    let has = |bit| settings.verify_mode & bit != 0;
    Verify {
        peer: has(SSL_VERIFY_PEER),
        require: has(SSL_VERIFY_FAIL_IF_NO_PEER_CERT),
        once: has(SSL_VERIFY_CLIENT_ONCE),
        post_handshake: has(SSL_VERIFY_POST_HANDSHAKE),
    }
}

/// OpenSSL keeps any int. -1 asks for nothing, and what is not in the registry makes no extension.
fn status_type(settings: &Settings) -> Option<u8> {
    const RESERVED: u8 = 0;
    match settings.status_type {
        -1 => None,
        status_type => Some(u8::try_from(status_type).unwrap_or(RESERVED)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{method, Context};

    fn connection(change: impl FnOnce(&mut Settings)) -> Arc<Connection> {
        let context = Context::new(&method::ANY).unwrap();
        context.update(change);
        Connection::new(&context).unwrap()
    }

    #[test]
    fn versions_are_bounds_and_holes() {
        let connection = connection(|settings| {
            assert!(settings.set_bound(&method::ANY, Bound::Highest, TLS12.0.into()));
            settings.options |= SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1;
        });
        let config = connection.machine_config();
        assert_eq!(config.method, Method::Tls);
        assert_eq!((config.lowest, config.highest), (None, Some(TLS12)));
        assert_eq!(config.forbidden, [TLS10, TLS11]);
    }

    #[test]
    fn a_method_has_one_version() {
        let connection = connection(|_| ());
        connection.set_method(&method::CLIENT_1_2);
        assert_eq!(connection.machine_config().method, Method::Only(TLS12));
    }

    #[test]
    fn only_minus_one_asks_for_no_status() {
        let of = |status_type| {
            let connection = connection(|settings| settings.status_type = status_type);
            connection.machine_config().status_type
        };
        assert_eq!((of(-1), of(1)), (None, Some(1)));
        assert_eq!((of(257), of(-2)), (Some(0), Some(0)));
    }

    #[test]
    fn suites_are_those_that_records_can_have() {
        let config = connection(|settings| {
            assert_eq!(
                settings.set_cipher_list(b"AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256"),
                Ok(())
            );
        })
        .machine_config();
        let names: Vec<_> = config.suites.iter().map(|suite| suite.name).collect();
        assert_eq!(names.last(), Some(&c"ECDHE-RSA-AES128-GCM-SHA256"));
        assert_eq!(names.len(), 4);
    }

    #[test]
    fn options_are_the_connections_own() {
        let connection = connection(|_| ());
        let before = connection.machine_config().options;
        assert!(before.no_compression && before.middlebox_compat && before.server_cache);
        connection.configuration.set_options(SSL_OP_NO_TICKET);
        connection
            .configuration
            .set_mode(SSL_MODE_SEND_FALLBACK_SCSV);
        let after = Options {
            no_ticket: true,
            send_fallback: true,
            server_cache: true,
            ..Options::default()
        };
        assert_eq!(connection.machine_config().options, after);
    }
}
