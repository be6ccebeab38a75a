//! A server: what it does in each state, a message and its answer a file.
//!
//! | file | subject |
//! | --- | --- |
//! | `answer` | ServerHello, HelloRetryRequest and EncryptedExtensions |
//! | `certificate` | our certificate and its status; the certificate request |
//! | `choice` | what is chosen once the ClientHello is read: suite, certificate, algorithm, protocol |
//! | `client_certificate` | the client's certificate |
//! | `datagram` | HelloVerifyRequest, of DTLS |
//! | `finish` | the ends of flights: ServerHelloDone, ChangeCipherSpec, Finished, early data; HelloRequest, NPN |
//! | `hello` | the ClientHello, up to our random |
//! | `key_exchange` | ServerKeyExchange and ClientKeyExchange |
//! | `resume` | the session that the client wants to resume |
//! | `safari` | old versions of Safari, which get no ECDHE-ECDSA |
//! | `ticket` | NewSessionTicket |

pub(crate) mod answer;
pub(crate) mod certificate;
pub(crate) mod choice;
pub(crate) mod client_certificate;
pub(crate) mod datagram;
pub(crate) mod finish;
pub(crate) mod hello;
pub(crate) mod key_exchange;
pub(crate) mod resume;
mod safari;
pub(crate) mod ticket;
