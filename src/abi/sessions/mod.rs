//! Sessions: their fields and forms, the cache, tickets.
//!
//! | file | subject |
//! | --- | --- |
//! | `session` | SSL_SESSION: making, counting and freeing it, its extra data, and the session of a connection |
//! | `session_asn1` | Sessions as DER and PEM |
//! | `session_cache` | The session cache of an SSL_CTX and the application's part in it |
//! | `session_fields` | What an SSL_SESSION says, field by field |
//! | `session_id` | Session ids and session id contexts: which sessions belong to which application |
//! | `session_print` | Sessions as text |
//! | `ticket` | Session tickets: how many, how they are sealed, what the application adds to them |

pub(crate) mod session;
pub(crate) mod session_asn1;
pub(crate) mod session_cache;
pub(crate) mod session_fields;
pub(crate) mod session_id;
pub(crate) mod session_print;
pub(crate) mod ticket;
