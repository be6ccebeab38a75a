//! The objects that programs make and free: contexts, connections, methods; and their settings.
//!
//! | file | subject |
//! | --- | --- |
//! | `conf` | SSL_CONF: configuration by named commands |
//! | `connection` | SSL: making, counting and freeing it |
//! | `context` | SSL_CTX: making, counting and freeing it |
//! | `ctrl` | SSL_ctrl and its siblings, which most of OpenSSL's macros call |
//! | `ctrl_certificates` | The commands of SSL_ctrl(3) for certificates and chains |
//! | `ctrl_facts` | The commands of SSL_ctrl(3) that ask what was negotiated |
//! | `ctrl_sessions` | The commands of SSL_CTX_ctrl(3) for the session cache and ticket keys |
//! | `ctrl_settings` | The commands of SSL_ctrl(3) that set what connections inherit |
//! | `ctrl_status` | The commands of SSL_ctrl(3) for OCSP stapling |
//! | `ex_data` | Extra data: the application's own pointers on our objects |
//! | `init` | Initialisation of the library, which programs need not ask for |
//! | `method` | SSL_METHOD: which side and which versions |
//! | `options` | Options: bits that change how the protocol is spoken |
//! | `profile` | Compatibility profiles: a function that only libssl-rs has |
//! | `version` | The protocol version of a connection, and changing the method |

pub(crate) mod conf;
pub(crate) mod connection;
pub(crate) mod context;
pub(crate) mod ctrl;
pub(crate) mod ctrl_certificates;
pub(crate) mod ctrl_facts;
pub(crate) mod ctrl_sessions;
pub(crate) mod ctrl_settings;
pub(crate) mod ctrl_status;
pub(crate) mod ex_data;
pub(crate) mod init;
pub(crate) mod method;
pub(crate) mod options;
pub(crate) mod profile;
pub(crate) mod version;
