//! The handshake: starting it, watching it, what its messages negotiate.
//!
//! | file | subject |
//! | --- | --- |
//! | `alpn` | Application protocols: ALPN and its predecessor NPN |
//! | `client_hello` | The ClientHello, for a server's callback that runs before it is processed |
//! | `early_data` | Early data of TLS 1.3: never sent and never accepted |
//! | `exporter` | Keying material for the application |
//! | `handshake` | Making the handshake: SSL_connect(3), SSL_accept(3), SSL_do_handshake(3), SSL_set_connect_state(3) |
//! | `hello_facts` | Values from the hello and Finished messages |
//! | `info` | Callbacks that observe a connection: states and alerts, and messages |
//! | `keylog` | The key log |
//! | `renegotiate` | Handshakes on an established connection: renegotiation and post-handshake authentication |
//! | `server_name` | The server name extension |
//! | `state` | The state of a connection, by name and number |

pub(crate) mod alpn;
pub(crate) mod client_hello;
pub(crate) mod early_data;
pub(crate) mod exporter;
pub(crate) mod handshake;
pub(crate) mod hello_facts;
pub(crate) mod info;
pub(crate) mod keylog;
pub(crate) mod renegotiate;
pub(crate) mod server_name;
pub(crate) mod state;
