//! Prepares a connection's settings for the handshake engine.

use std::sync::Arc;

use super::state::Role;
use super::Connection;
use crate::cipher::group::Group;
use crate::cipher::list::ListError;
use crate::cipher::sigalg::SignatureAlgorithm;
use crate::cipher::Cipher;
use crate::constants::{
    SSL_MODE_SEND_FALLBACK_SCSV, SSL_OP_CIPHER_SERVER_PREFERENCE, SSL_OP_ENABLE_MIDDLEBOX_COMPAT,
    SSL_OP_LEGACY_SERVER_CONNECT, SSL_OP_PRIORITIZE_CHACHA, SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
    SSL_VERIFY_PEER, SSL_VERIFY_POST_HANDSHAKE,
};
use crate::context::ciphers::Ciphers;
use crate::context::policy::{Judge, Moment, Policy, Question, Subject};
use crate::context::profiles::ProfileKey;
use crate::context::security::Secured;
use crate::context::version::Enabled;
use crate::context::Settings;
use crate::handshake::{Chosen, Obstacle, Parameters, Profile, VerifyMode, TLS13};
use tls::registry::group::NamedGroup;

impl Connection {
    /// The parameters of the handshake at this moment.
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
                .negotiation
                .host_name()
                .as_ref()
                .and_then(|name| name.to_str().ok())
                .map(str::to_owned),
            verify: VerifyMode {
                peer: settings.verify_mode & SSL_VERIFY_PEER != 0,
                require: settings.verify_mode & SSL_VERIFY_FAIL_IF_NO_PEER_CERT != 0,
                post_handshake: settings.verify_mode & SSL_VERIFY_POST_HANDSHAKE != 0,
            },
            authorities: self.offered_authorities(server).into(),
            credentials: self.handshake_credentials(),
            session: if server {
                None
            } else {
                self.session_to_resume()
            },
            tickets: self.uses_tickets() && (server || !self.resumption.omits_ticket_extension()),
            max_early_data: settings.recv_max_early_data as usize,
            middlebox_compat: self.has_option(SSL_OP_ENABLE_MIDDLEBOX_COMPAT),
            fallback: self.has_mode(SSL_MODE_SEND_FALLBACK_SCSV),
            legacy_server: self.has_option(SSL_OP_LEGACY_SERVER_CONNECT),
            max_fragment: settings.max_send_fragment,
        }
    }

    /// The cipher list in force: the connection's own, or its context's current one.
    pub fn ciphers(&self) -> Arc<Ciphers> {
        match self.configuration.has_own_ciphers() {
            true => self.settings().ciphers.clone(),
            false => self.context().settings().ciphers.clone(),
        }
    }

    /// `SSL_set_cipher_list`.
    pub fn set_cipher_list(&self, rules: &[u8]) -> Result<(), ListError> {
        let result = self.update(|settings| settings.set_cipher_list(rules));
        if matches!(result, Ok(()) | Err(ListError::NoMatch)) {
            self.configuration.keep_own_ciphers();
        }
        result
    }

    /// `SSL_set_ciphersuites`.
    pub fn set_ciphersuites(&self, names: &[u8]) -> Result<(), ListError> {
        let list = self.ciphers().with_tls13_of(&self.settings().ciphers);
        self.configuration.keep_own_ciphers();
        self.update(|settings| {
            settings.ciphers = Arc::new(list.into());
            settings.set_ciphersuites(names)
        })
    }

    /// Whether the peer's choice is secure enough.
    pub(crate) fn accepts(&self, choice: Chosen) -> bool {
        let subject = match choice {
            Chosen::Suite(id) => Cipher::find(id).map(Subject::Suite),
            Chosen::Group(id) => Group::find(id).map(Subject::Group),
            Chosen::Scheme(id) => SignatureAlgorithm::find(id).map(Subject::SignatureAlgorithm),
        };
        subject.is_none_or(|subject| self.policy(Moment::Check).allows(subject))
    }

    /// What the settings and the security level or callback allow at this moment of the handshake.
    pub(crate) fn policy(&self, moment: Moment) -> Policy<'_> {
        let settings = self.settings();
        let judge: Judge = Box::new(|question: Question| {
            let other = question.other();
            self.is_secure(question.operation, question.bits, question.nid, other)
        });
        let judge = settings.security_callback.is_some().then_some(judge);
        Policy::new(settings.clone(), self.ciphers(), moment, judge)
    }

    /// What may be negotiated. It is made once for each value of the settings, or each time if there is a
    /// security callback.
    fn profile(&self, settings: &Arc<Settings>) -> Arc<Profile> {
        let mut enabled = self.enabled_versions();
        let server = self.role() == Role::Server;
        enabled.tls13 &= !server || self.can_serve_tls13();
        let make = || self.make_profile(enabled);
        if settings.security_callback.is_some() {
            return Arc::new(make());
        }
        let key = ProfileKey {
            ciphers: self.ciphers(),
            enabled,
            server,
        };
        self.context().profiles.get(settings, key, make)
    }

    /// A TLS 1.3 server asks the security callback two questions about each group, but not whether it is
    /// shared.
    fn tls13_server_groups(&self) -> Vec<NamedGroup> {
        let mut groups = self.policy(Moment::Supported).groups();
        let checked = self.policy(Moment::Check).groups();
        groups.retain(|group| checked.contains(group));
        groups
    }

    fn make_profile(&self, enabled: Enabled) -> Profile {
        let server = self.role() == Role::Server;
        let policy = self.policy(if server {
            Moment::Shared
        } else {
            Moment::Supported
        });
        let mut sigalgs = policy.sigalgs();
        if !server && enabled.range.is_some_and(|(lowest, _)| lowest == TLS13) {
            sigalgs.retain(|id| SignatureAlgorithm::find(*id).is_some_and(|a| !a.is_outdated()));
        }
        // The algorithms that a client signs with and that a server requests.
        let client_sigalgs = self.policy(if server {
            Moment::Supported
        } else {
            Moment::Shared
        });
        let client_sigalgs = client_sigalgs.client_sigalgs();
        let mut tls12_suites = policy.suites(false);
        if !server {
            let supported = policy.supported_suites(enabled.range, false);
            tls12_suites.retain(|id| supported.iter().any(|c| c.id == *id));
        }
        let unsigned = sigalgs.is_empty();
        let mut profile = Profile::new(
            (enabled.tls12, tls12_suites),
            (enabled.tls13, policy.suites(true)),
            policy.groups(),
            sigalgs,
        );
        profile.client_signature_schemes = client_sigalgs;
        profile.listed_groups = self.settings().listed_groups().to_vec();
        if server {
            profile.tls13_server_groups = Some(self.tls13_server_groups());
            profile.obstacle = match enabled.highest() {
                None => Some(Obstacle::NoProtocols),
                Some(highest) => (!policy.lists_suites_of(highest)).then_some(Obstacle::NoCiphers),
            };
        } else if unsigned {
            profile.obstacle = profile.obstacle.or(Some(Obstacle::NoSignatures));
        }
        profile.on(self.library())
    }
}
