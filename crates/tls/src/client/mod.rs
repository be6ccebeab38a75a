//! A client: what it does in each state, a message and its answer a file.
//!
//! | file | subject |
//! | --- | --- |
//! | `certificate` | the server's certificate and its status, and ours |
//! | `datagram` | HelloVerifyRequest, of DTLS |
//! | `finish` | the ends of flights: ServerHelloDone, ChangeCipherSpec, Finished, early data; HelloRequest |
//! | `hello` | the ClientHello |
//! | `key_exchange` | ServerKeyExchange and ClientKeyExchange |
//! | `request` | the certificate request, and the callbacks that answer it |
//! | `server_hello` | ServerHello, HelloRetryRequest and EncryptedExtensions |
//! | `ticket` | NewSessionTicket |

pub(crate) mod certificate;
pub(crate) mod datagram;
pub(crate) mod finish;
pub(crate) mod hello;
pub(crate) mod key_exchange;
pub(crate) mod request;
pub(crate) mod server_hello;
pub(crate) mod ticket;

#[cfg(test)]
mod tests;
