//! What a method allows: a side and a version (`TLS_method`, `TLSv1_2_client_method`, …).

use std::ptr;

use libc::c_int;

use crate::constants::TLS_ANY_VERSION;
use crate::objects::Object;
use tls::registry::version::{ProtocolVersion, TLS10, TLS11, TLS12, TLS13};

/// The object behind `SSL_METHOD`, always one of the statics below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    pub client: bool,
    pub server: bool,
    /// The one version of a fixed-version method; `None` for the flexible ones.
    pub version: Option<ProtocolVersion>,
    pub name: &'static str,
}

const fn method(
    client: bool,
    server: bool,
    version: Option<ProtocolVersion>,
    name: &'static str,
) -> Method {
    Method {
        client,
        server,
        version,
        name,
    }
}

pub static ANY: Method = method(true, true, None, "TLS");
pub static CLIENT: Method = method(true, false, None, "TLS");
pub static SERVER: Method = method(false, true, None, "TLS");
pub static ANY_1_2: Method = method(true, true, Some(TLS12), "TLSv1.2");
pub static CLIENT_1_2: Method = method(true, false, Some(TLS12), "TLSv1.2");
pub static SERVER_1_2: Method = method(false, true, Some(TLS12), "TLSv1.2");
pub static ANY_1_1: Method = method(true, true, Some(TLS11), "TLSv1.1");
pub static CLIENT_1_1: Method = method(true, false, Some(TLS11), "TLSv1.1");
pub static SERVER_1_1: Method = method(false, true, Some(TLS11), "TLSv1.1");
pub static ANY_1_0: Method = method(true, true, Some(TLS10), "TLSv1");
pub static CLIENT_1_0: Method = method(true, false, Some(TLS10), "TLSv1");
pub static SERVER_1_0: Method = method(false, true, Some(TLS10), "TLSv1");
/// Applications cannot ask for this one; a connection of TLS 1.3 has it.
static CLIENT_1_3: Method = method(true, false, Some(TLS13), "TLSv1.3");

static ALL: [&Method; 13] = [
    &ANY,
    &CLIENT,
    &SERVER,
    &ANY_1_2,
    &CLIENT_1_2,
    &SERVER_1_2,
    &ANY_1_1,
    &CLIENT_1_1,
    &SERVER_1_1,
    &ANY_1_0,
    &CLIENT_1_0,
    &SERVER_1_0,
    &CLIENT_1_3,
];

// SAFETY: ours are these.
unsafe impl Object for Method {
    const NAME: &'static str = "SSL_METHOD";

    unsafe fn is_ours(method: *const Method) -> bool {
        ALL.iter().any(|ours| ptr::eq(*ours, method))
    }
}

impl Method {
    /// The method's only version, or `TLS_ANY_VERSION`.
    pub fn version_number(&self) -> c_int {
        self.version
            .map_or(TLS_ANY_VERSION, |version| version.0.into())
    }

    /// A connection's version before one is chosen: the highest.
    pub fn highest(&self) -> ProtocolVersion {
        self.version.unwrap_or(TLS13)
    }

    /// The method that replaces a flexible one when the version is chosen. OpenSSL gives the client's method
    /// to a server too, if the version comes from the client's list.
    pub fn negotiated(&'static self, version: ProtocolVersion, from_list: bool) -> &'static Method {
        match (self.version, version) {
            (Some(_), _) => self,
            (None, TLS13) => &CLIENT_1_3,
            (None, _) if from_list => &CLIENT_1_2,
            (None, _) => &SERVER_1_2,
        }
    }
}
