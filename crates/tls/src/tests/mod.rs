//! Whole handshakes: own against own, own against rustls, and peers that do not keep to the protocol.
//!
//! | file | subject |
//! | --- | --- |
//! | `fixtures` | keys with their certificates |
//! | `endpoint` | one side of a connection: a record layer in memory, and a journal |
//! | `program` | the program behind it: settings, callbacks, sessions |
//! | `afterwards` | key updates, requests for a certificate, renegotiation |
//! | `callbacks` | callbacks that wait, fail, or change the settings |
//! | `extensions` | NPN, the program's own extensions, cookies |
//! | `full` | full handshakes, own against own |
//! | `malformed` | messages that are changed on their way |
//! | `order` | the order of messages, callbacks, keys and logged secrets |
//! | `exchanges` | full handshakes with key exchanges of old |
//! | `later` | handshakes after the first, requests after a handshake |
//! | `pair` | two sides that talk |
//! | `recorded` | hellos have the bytes of OpenSSL's |
//! | `resumed` | sessions that are resumed, by ticket, by id, and by keys from elsewhere |
//! | `rustls_peer` | own against rustls |
//! | `sessions` | what sessions keep, and when they are not used |
//! | `server_flights` | what a server sends then, and what it makes of the client's answer |
//! | `server_hello` | what a server makes of a ClientHello |
//! | `system_peer` | own against the system's openssl program |
//! | `unexpected` | each message in each state |

mod afterwards;
mod callbacks;
pub mod endpoint;
mod exchanges;
mod extensions;
pub mod fixtures;
mod full;
mod later;
mod malformed;
mod order;
pub mod pair;
pub mod program;
mod recorded;
mod resumed;
mod rustls_peer;
mod server_flights;
mod server_hello;
mod sessions;
mod system_peer;
mod unexpected;
