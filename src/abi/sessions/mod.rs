//! Sessions: their fields and forms, the cache, tickets.
//!
//! | file | subject |
//! | --- | --- |
//! | `session` | SSL_SESSION: making, counting and freeing it, its extra data, and the session of a connection |
//! | `session_asn1` | Sessions as DER and PEM |
//! | `session_cache` | The session cache of an SSL_CTX and the application's part in it |
//! | `session_fields` | The fields of an SSL_SESSION |
//! | `session_id` | Session ids and session id contexts, which separate the sessions of applications |
//! | `session_print` | Sessions as text |
//! | `ticket` | Session tickets: their number, keys, and the application's data in them |

pub(crate) mod session;
pub(crate) mod session_asn1;
pub(crate) mod session_cache;
pub(crate) mod session_fields;
pub(crate) mod session_id;
pub(crate) mod session_print;
pub(crate) mod ticket;
