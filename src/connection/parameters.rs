//! The settings of a connection as the handshake engine wants them.

use std::sync::Arc;

use super::state::Role;
use super::Connection;
use crate::constants::{
    SSL_MODE_SEND_FALLBACK_SCSV, SSL_OP_CIPHER_SERVER_PREFERENCE, SSL_OP_LEGACY_SERVER_CONNECT,
    SSL_OP_PRIORITIZE_CHACHA, SSL_VERIFY_FAIL_IF_NO_PEER_CERT, SSL_VERIFY_PEER,
    SSL_VERIFY_POST_HANDSHAKE,
};
use crate::context::version::Enabled;
use crate::context::Settings;
use crate::handshake::{Parameters, Profile, VerifyMode};

impl Connection {
    /// The parameters of the handshake as they stand now.
    pub(crate) fn handshake_parameters(&self) -> Parameters {
        let settings = self.settings();
        let server = self.role() == Role::Server;
        Parameters {
            profile: self.profile(&settings),
            server_preference: self.has_option(SSL_OP_CIPHER_SERVER_PREFERENCE),
            max_certificate: Some(settings.max_cert_list),
            prioritize_chacha: self.has_option(SSL_OP_PRIORITIZE_CHACHA),
            alpn: settings.alpn.to_vec(),
            server_name: self
                .host_name
                .borrow()
                .as_ref()
                .and_then(|name| name.to_str().ok())
                .map(str::to_owned),
            verify: VerifyMode {
                peer: settings.verify_mode & SSL_VERIFY_PEER != 0,
                require: settings.verify_mode & SSL_VERIFY_FAIL_IF_NO_PEER_CERT != 0,
                post_handshake: settings.verify_mode & SSL_VERIFY_POST_HANDSHAKE != 0,
            },
            authorities: if server {
                self.offered_authorities()
            } else {
                Vec::new()
            },
            credentials: self.handshake_credentials(),
            session: if server {
                None
            } else {
                self.session_to_resume()
            },
            tickets: self.uses_tickets() && (server || !self.omits_ticket_extension.get()),
            max_early_data: settings.recv_max_early_data as usize,
            fallback: self.has_mode(SSL_MODE_SEND_FALLBACK_SCSV),
            legacy_server: self.has_option(SSL_OP_LEGACY_SERVER_CONNECT),
            max_fragment: settings.max_send_fragment,
        }
    }

    /// What may be negotiated, made once for each value of the settings.
    fn profile(&self, settings: &Arc<Settings>) -> Arc<Profile> {
        let mut enabled = self.enabled_versions();
        enabled.tls13 &= self.role() != Role::Server || self.can_serve_tls13();
        self.context()
            .profiles
            .get(settings, enabled, || make(settings, enabled))
    }
}

fn make(settings: &Settings, enabled: Enabled) -> Profile {
    Profile::new(
        (enabled.tls12, settings.usable_suites(false)),
        (enabled.tls13, settings.usable_suites(true)),
        settings.usable_groups(),
        settings.usable_sigalgs(),
    )
    .on(settings.library.clone())
}
