//! The version and the method of a connection, before, during and after its handshake.

use std::cell::Cell;

use libc::c_int;

use super::state::Role;
use super::Connection;
use crate::constants::SSL_SECOP_VERSION;
use crate::context::security::Secured;
use crate::context::version::Enabled;
use crate::context::Method;
use crate::handshake::{TLS12, TLS13};
use tls::registry::version::ProtocolVersion;

/// The versions that OpenSSL keeps in an SSL.
pub(crate) struct Version {
    /// The negotiated version; 0 before.
    negotiated: Cell<Option<ProtocolVersion>>,
    /// `SSL_version`: before one is negotiated, the highest that is tried.
    current: Cell<ProtocolVersion>,
    /// `SSL_client_version`: the version in the ClientHello.
    client: Cell<c_int>,
    /// The method that the handshake begins with.
    own_method: Cell<&'static Method>,
    /// The method of the negotiated version, which replaces a version-flexible one.
    version_method: Cell<Option<&'static Method>>,
    /// Server: the client sent a list of its versions.
    listed: Cell<bool>,
    /// When the side was set, the method did not support it.
    undefined_side: Cell<bool>,
}

impl Version {
    #[inline]
    pub fn new(method: &'static Method) -> Version {
        Version {
            negotiated: Cell::new(None),
            current: Cell::new(method.highest()),
            client: Cell::new(method.version_number()),
            own_method: Cell::new(method),
            version_method: Cell::new(None),
            listed: Cell::new(false),
            undefined_side: Cell::new(false),
        }
    }

    /// `SSL_clear`: puts the context's method into force again.
    pub fn clear(&self, method: &'static Method) {
        self.client.set(self.method().version_number());
        self.negotiated.set(None);
        self.set_method(method);
    }

    fn set_method(&self, method: &'static Method) {
        self.own_method.set(method);
        self.version_method.set(None);
        self.current.set(method.highest());
    }

    /// The method in force.
    fn method(&self) -> &'static Method {
        self.version_method
            .get()
            .unwrap_or_else(|| self.own_method.get())
    }

    /// The method that handshakes begin with.
    #[cfg(feature = "own-engine")]
    pub(super) fn own_method(&self) -> &'static Method {
        self.own_method.get()
    }

    /// `SSL_set_connect_state`, `SSL_set_accept_state`: notes whether the current method supports the side.
    pub fn choose_side(&self, role: Role) {
        let method = self.method();
        self.undefined_side.set(match role {
            Role::Client => !method.client,
            Role::Server => !method.server,
            Role::Unset => false,
        });
    }

    /// When the side was set, the method did not support it.
    pub fn undefined_side(&self) -> bool {
        self.undefined_side.get()
    }

    /// Sets the highest version of the ClientHello that is written.
    pub fn try_highest(&self, version: Option<ProtocolVersion>) {
        if let Some(version) = version {
            self.current.set(version);
            self.client.set(c_int::from(version.min(TLS12).0));
        }
    }

    /// Takes the version of a ClientHello that was read. It counts until a version is chosen.
    pub fn client_hello(&self, legacy_version: ProtocolVersion, lists_versions: bool) {
        self.listed.set(lists_versions);
        self.client.set(c_int::from(legacy_version.0));
        self.current.set(legacy_version);
    }

    /// What the machine knows of the versions by now.
    #[cfg(feature = "own-engine")]
    pub(super) fn show(&self, current: ProtocolVersion, client: ProtocolVersion) {
        self.current.set(current);
        if client.0 != 0 {
            self.client.set(c_int::from(client.0));
        }
    }

    #[cfg(feature = "own-engine")]
    pub(super) fn is_negotiated(&self) -> bool {
        self.negotiated.get().is_some()
    }

    fn negotiate(&self, version: ProtocolVersion, server: bool) {
        let from_list = !server || self.listed.get();
        self.negotiated.set(Some(version));
        self.current.set(version);
        let method = self.own_method.get().negotiated(version, from_list);
        self.version_method.set(Some(method));
    }
}

impl Connection {
    /// The negotiated version, or TLS 1.2's number before there is one.
    pub fn version(&self) -> ProtocolVersion {
        self.version.negotiated.get().unwrap_or(TLS12)
    }

    /// TLS 1.2 was negotiated.
    pub fn is_tls12(&self) -> bool {
        self.version.negotiated.get() == Some(TLS12)
    }

    /// TLS 1.3 was negotiated.
    pub fn is_tls13(&self) -> bool {
        self.version.negotiated.get() == Some(TLS13)
    }

    /// `SSL_version`: the negotiated version, or the highest that is tried.
    pub fn current_version(&self) -> ProtocolVersion {
        self.version.current.get()
    }

    /// `SSL_client_version`.
    pub fn client_version(&self) -> c_int {
        self.version.client.get()
    }

    /// The method in force (`SSL_get_ssl_method`).
    pub fn method(&self) -> &'static Method {
        self.version.method()
    }

    /// The enabled versions, which the handshake may negotiate.
    pub(crate) fn enabled_versions(&self) -> Enabled {
        let method = self.version.own_method.get();
        let server = self.role() == Role::Server;
        let nothing = std::ptr::null_mut();
        let is_secure = |version: ProtocolVersion| {
            self.is_secure(SSL_SECOP_VERSION, 0, version.0.into(), nothing)
        };
        Enabled::new(
            method,
            &self.settings(),
            self.configuration.options(),
            server,
            is_secure,
        )
    }

    /// The lowest and the highest version whose suites count: both are the negotiated one, once there is one.
    pub(crate) fn version_range(&self) -> Option<(ProtocolVersion, ProtocolVersion)> {
        match self.method().version {
            Some(only) => Some((only, only)),
            None => self.enabled_versions().range,
        }
    }

    /// Sets the negotiated version.
    pub(crate) fn follow_negotiation(&self, version: ProtocolVersion) {
        self.version.negotiate(version, self.state.is_server());
    }

    /// `SSL_set_ssl_method`: holds until the handshake begins; there OpenSSL takes the context's method.
    pub fn set_method(&self, method: &'static Method) {
        self.version.set_method(method);
        self.version.choose_side(self.role());
    }
}
