//! The transport, reading and writing, alerts, and shutdown.
//!
//! | file | subject |
//! | --- | --- |
//! | `alert` | Words for alerts |
//! | `bio` | The BIO that speaks TLS |
//! | `buffers` | Padding of TLS 1.3 records, and the buffers |
//! | `io` | Application data: SSL_read(3), SSL_write(3), SSL_pending(3) |
//! | `poll` | Waiting for the transport |
//! | `shutdown` | Ending a connection: SSL_shutdown(3), SSL_set_shutdown(3), SSL_CTX_set_quiet_shutdown(3) |
//! | `transport` | The BIOs of a connection: SSL_set_bio(3), SSL_set_fd(3), SSL_get_rbio(3) |

pub(crate) mod alert;
pub(crate) mod bio;
pub(crate) mod buffers;
pub(crate) mod io;
pub(crate) mod poll;
pub(crate) mod shutdown;
pub(crate) mod transport;
