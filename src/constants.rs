//! OpenSSL's constants with their names and values, which programs pass to entry points and get from them. The C
//! header is generated from this file; a test compares every value with the system's headers.

#![allow(non_upper_case_globals)]

use libc::{c_int, c_long, c_uint};
use tls::cipher::list;
use tls::close;
use tls::error::{reason, verdict};
use tls::exchange::psk;
use tls::record;
use tls::registry::{alert, extension, group, message, version};

// Protocol versions.
pub const SSL3_VERSION: c_int = version::SSL3.0 as c_int;
pub const TLS1_VERSION: c_int = version::TLS10.0 as c_int;
pub const TLS1_1_VERSION: c_int = version::TLS11.0 as c_int;
pub const TLS1_2_VERSION: c_int = version::TLS12.0 as c_int;
pub const TLS1_3_VERSION: c_int = version::TLS13.0 as c_int;
pub const DTLS1_VERSION: c_int = version::DTLS10.0 as c_int;
pub const DTLS1_2_VERSION: c_int = version::DTLS12.0 as c_int;
pub const DTLS1_BAD_VER: c_int = version::DTLS1_BAD.0 as c_int;
pub const TLS_MAX_VERSION: c_int = version::TLS13.0 as c_int;
pub const TLS_ANY_VERSION: c_int = 0x0001_0000;
pub const DTLS_MAX_VERSION: c_int = version::DTLS12.0 as c_int;
pub const DTLS_ANY_VERSION: c_int = 0x0001_ffff;

// What `SSL_get_error` returns.
pub const SSL_ERROR_NONE: c_int = verdict::NONE;
pub const SSL_ERROR_SSL: c_int = verdict::SSL;
pub const SSL_ERROR_WANT_READ: c_int = verdict::WANT_READ;
pub const SSL_ERROR_WANT_WRITE: c_int = verdict::WANT_WRITE;
pub const SSL_ERROR_WANT_X509_LOOKUP: c_int = verdict::WANT_X509_LOOKUP;
pub const SSL_ERROR_SYSCALL: c_int = verdict::SYSCALL;
pub const SSL_ERROR_ZERO_RETURN: c_int = verdict::ZERO_RETURN;
pub const SSL_ERROR_WANT_CONNECT: c_int = verdict::WANT_CONNECT;
pub const SSL_ERROR_WANT_ACCEPT: c_int = verdict::WANT_ACCEPT;
pub const SSL_ERROR_WANT_ASYNC: c_int = 9;
pub const SSL_ERROR_WANT_ASYNC_JOB: c_int = 10;
pub const SSL_ERROR_WANT_CLIENT_HELLO_CB: c_int = verdict::WANT_CLIENT_HELLO_CB;
pub const SSL_ERROR_WANT_RETRY_VERIFY: c_int = verdict::WANT_RETRY_VERIFY;

// What `SSL_want` returns.
pub const SSL_NOTHING: c_int = 1;
pub const SSL_WRITING: c_int = 2;
pub const SSL_READING: c_int = 3;
pub const SSL_X509_LOOKUP: c_int = 4;
pub const SSL_ASYNC_PAUSED: c_int = 5;
pub const SSL_ASYNC_NO_JOBS: c_int = 6;
pub const SSL_CLIENT_HELLO_CB: c_int = 7;
pub const SSL_RETRY_VERIFY: c_int = 8;

// The two flags of `SSL_get_shutdown` and `SSL_set_shutdown`.
pub const SSL_SENT_SHUTDOWN: c_int = close::SENT;
pub const SSL_RECEIVED_SHUTDOWN: c_int = close::RECEIVED;

// Options: bits of `SSL_CTX_set_options` and `SSL_set_options`; 0 for those that no longer do anything.
pub const SSL_OP_NO_EXTENDED_MASTER_SECRET: u64 = 0x1;
pub const SSL_OP_CLEANSE_PLAINTEXT: u64 = 0x2;
pub const SSL_OP_LEGACY_SERVER_CONNECT: u64 = 0x4;
pub const SSL_OP_ENABLE_KTLS: u64 = 0x8;
pub const SSL_OP_TLSEXT_PADDING: u64 = 0x10;
pub const SSL_OP_SAFARI_ECDHE_ECDSA_BUG: u64 = 0x40;
pub const SSL_OP_IGNORE_UNEXPECTED_EOF: u64 = 0x80;
pub const SSL_OP_ALLOW_CLIENT_RENEGOTIATION: u64 = 0x100;
pub const SSL_OP_DISABLE_TLSEXT_CA_NAMES: u64 = 0x200;
pub const SSL_OP_ALLOW_NO_DHE_KEX: u64 = 0x400;
pub const SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS: u64 = 0x800;
pub const SSL_OP_NO_QUERY_MTU: u64 = 0x1000;
pub const SSL_OP_COOKIE_EXCHANGE: u64 = 0x2000;
pub const SSL_OP_NO_TICKET: u64 = 0x4000;
pub const SSL_OP_CISCO_ANYCONNECT: u64 = 0x8000;
pub const SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION: u64 = 0x0001_0000;
pub const SSL_OP_NO_COMPRESSION: u64 = 0x0002_0000;
pub const SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION: u64 = 0x0004_0000;
pub const SSL_OP_NO_ENCRYPT_THEN_MAC: u64 = 0x0008_0000;
pub const SSL_OP_ENABLE_MIDDLEBOX_COMPAT: u64 = 0x0010_0000;
pub const SSL_OP_PRIORITIZE_CHACHA: u64 = 0x0020_0000;
pub const SSL_OP_CIPHER_SERVER_PREFERENCE: u64 = 0x0040_0000;
pub const SSL_OP_TLS_ROLLBACK_BUG: u64 = 0x0080_0000;
pub const SSL_OP_NO_ANTI_REPLAY: u64 = 0x0100_0000;
pub const SSL_OP_NO_SSLv3: u64 = 0x0200_0000;
pub const SSL_OP_NO_TLSv1: u64 = 0x0400_0000;
pub const SSL_OP_NO_TLSv1_2: u64 = 0x0800_0000;
pub const SSL_OP_NO_TLSv1_1: u64 = 0x1000_0000;
pub const SSL_OP_NO_TLSv1_3: u64 = 0x2000_0000;
pub const SSL_OP_NO_DTLSv1: u64 = 0x0400_0000;
pub const SSL_OP_NO_DTLSv1_2: u64 = 0x0800_0000;
pub const SSL_OP_NO_RENEGOTIATION: u64 = 0x4000_0000;
pub const SSL_OP_CRYPTOPRO_TLSEXT_BUG: u64 = 0x8000_0000;
pub const SSL_OP_NO_SSL_MASK: u64 = 0x3e00_0000;
pub const SSL_OP_NO_DTLS_MASK: u64 = 0x0c00_0000;
pub const SSL_OP_ALL: u64 = 0x8000_0850;
pub const SSL_OP_MICROSOFT_SESS_ID_BUG: u64 = 0x0;
pub const SSL_OP_NETSCAPE_CHALLENGE_BUG: u64 = 0x0;
pub const SSL_OP_NETSCAPE_REUSE_CIPHER_CHANGE_BUG: u64 = 0x0;
pub const SSL_OP_SSLREF2_REUSE_CERT_TYPE_BUG: u64 = 0x0;
pub const SSL_OP_MICROSOFT_BIG_SSLV3_BUFFER: u64 = 0x0;
pub const SSL_OP_MSIE_SSLV2_RSA_PADDING: u64 = 0x0;
pub const SSL_OP_SSLEAY_080_CLIENT_DH_BUG: u64 = 0x0;
pub const SSL_OP_TLS_D5_BUG: u64 = 0x0;
pub const SSL_OP_TLS_BLOCK_PADDING_BUG: u64 = 0x0;
pub const SSL_OP_SINGLE_ECDH_USE: u64 = 0x0;
pub const SSL_OP_SINGLE_DH_USE: u64 = 0x0;
pub const SSL_OP_EPHEMERAL_RSA: u64 = 0x0;
pub const SSL_OP_NO_SSLv2: u64 = 0x0;
pub const SSL_OP_PKCS1_CHECK_1: u64 = 0x0;
pub const SSL_OP_PKCS1_CHECK_2: u64 = 0x0;
pub const SSL_OP_NETSCAPE_CA_DN_BUG: u64 = 0x0;
pub const SSL_OP_NETSCAPE_DEMO_CIPHER_CHANGE_BUG: u64 = 0x0;

// Modes: bits of `SSL_CTRL_MODE`.
pub const SSL_MODE_ENABLE_PARTIAL_WRITE: u32 = 0x1;
pub const SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER: u32 = 0x2;
pub const SSL_MODE_AUTO_RETRY: u32 = 0x4;
pub const SSL_MODE_NO_AUTO_CHAIN: u32 = 0x8;
pub const SSL_MODE_RELEASE_BUFFERS: u32 = 0x10;
pub const SSL_MODE_SEND_CLIENTHELLO_TIME: u32 = 0x20;
pub const SSL_MODE_SEND_SERVERHELLO_TIME: u32 = 0x40;
pub const SSL_MODE_SEND_FALLBACK_SCSV: u32 = 0x80;
pub const SSL_MODE_ASYNC: u32 = 0x100;
pub const SSL_MODE_DTLS_SCTP_LABEL_LENGTH_BUG: u32 = 0x400;

// Session cache modes: bits of `SSL_CTRL_SET_SESS_CACHE_MODE`.
pub const SSL_SESS_CACHE_OFF: c_long = 0x0;
pub const SSL_SESS_CACHE_CLIENT: c_long = 0x1;
pub const SSL_SESS_CACHE_SERVER: c_long = 0x2;
pub const SSL_SESS_CACHE_BOTH: c_long = 0x3;
pub const SSL_SESS_CACHE_NO_AUTO_CLEAR: c_long = 0x80;
pub const SSL_SESS_CACHE_NO_INTERNAL_LOOKUP: c_long = 0x100;
pub const SSL_SESS_CACHE_NO_INTERNAL_STORE: c_long = 0x200;
pub const SSL_SESS_CACHE_NO_INTERNAL: c_long = 0x300;
pub const SSL_SESS_CACHE_UPDATE_TIME: c_long = 0x400;
pub const SSL_SESSION_CACHE_MAX_SIZE_DEFAULT: c_long = 20480;

// Verification modes of `SSL_CTX_set_verify` and `SSL_set_verify`.
pub const SSL_VERIFY_NONE: c_int = 0x0;
pub const SSL_VERIFY_PEER: c_int = 0x1;
pub const SSL_VERIFY_FAIL_IF_NO_PEER_CERT: c_int = 0x2;
pub const SSL_VERIFY_CLIENT_ONCE: c_int = 0x4;
pub const SSL_VERIFY_POST_HANDSHAKE: c_int = 0x8;

// Commands of `SSL_ctrl`, `SSL_CTX_ctrl` and their callback forms.
pub const SSL_CTRL_SET_TMP_DH: c_int = 3;
pub const SSL_CTRL_SET_TMP_ECDH: c_int = 4;
pub const SSL_CTRL_SET_TMP_DH_CB: c_int = 6;
pub const SSL_CTRL_GET_CLIENT_CERT_REQUEST: c_int = 9;
pub const SSL_CTRL_GET_NUM_RENEGOTIATIONS: c_int = 10;
pub const SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS: c_int = 11;
pub const SSL_CTRL_GET_TOTAL_RENEGOTIATIONS: c_int = 12;
pub const SSL_CTRL_GET_FLAGS: c_int = 13;
pub const SSL_CTRL_EXTRA_CHAIN_CERT: c_int = 14;
pub const SSL_CTRL_SET_MSG_CALLBACK: c_int = 15;
pub const SSL_CTRL_SET_MSG_CALLBACK_ARG: c_int = 16;
pub const SSL_CTRL_SET_MTU: c_int = 17;
pub const SSL_CTRL_SESS_NUMBER: c_int = 20;
pub const SSL_CTRL_SESS_CONNECT: c_int = 21;
pub const SSL_CTRL_SESS_CONNECT_GOOD: c_int = 22;
pub const SSL_CTRL_SESS_CONNECT_RENEGOTIATE: c_int = 23;
pub const SSL_CTRL_SESS_ACCEPT: c_int = 24;
pub const SSL_CTRL_SESS_ACCEPT_GOOD: c_int = 25;
pub const SSL_CTRL_SESS_ACCEPT_RENEGOTIATE: c_int = 26;
pub const SSL_CTRL_SESS_HIT: c_int = 27;
pub const SSL_CTRL_SESS_CB_HIT: c_int = 28;
pub const SSL_CTRL_SESS_MISSES: c_int = 29;
pub const SSL_CTRL_SESS_TIMEOUTS: c_int = 30;
pub const SSL_CTRL_SESS_CACHE_FULL: c_int = 31;
pub const SSL_CTRL_MODE: c_int = 33;
pub const SSL_CTRL_GET_READ_AHEAD: c_int = 40;
pub const SSL_CTRL_SET_READ_AHEAD: c_int = 41;
pub const SSL_CTRL_SET_SESS_CACHE_SIZE: c_int = 42;
pub const SSL_CTRL_GET_SESS_CACHE_SIZE: c_int = 43;
pub const SSL_CTRL_SET_SESS_CACHE_MODE: c_int = 44;
pub const SSL_CTRL_GET_SESS_CACHE_MODE: c_int = 45;
pub const SSL_CTRL_GET_MAX_CERT_LIST: c_int = 50;
pub const SSL_CTRL_SET_MAX_CERT_LIST: c_int = 51;
pub const SSL_CTRL_SET_MAX_SEND_FRAGMENT: c_int = 52;
pub const SSL_CTRL_SET_TLSEXT_SERVERNAME_CB: c_int = 53;
pub const SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG: c_int = 54;
pub const SSL_CTRL_SET_TLSEXT_HOSTNAME: c_int = 55;
pub const SSL_CTRL_SET_TLSEXT_DEBUG_CB: c_int = 56;
pub const SSL_CTRL_SET_TLSEXT_DEBUG_ARG: c_int = 57;
pub const SSL_CTRL_GET_TLSEXT_TICKET_KEYS: c_int = 58;
pub const SSL_CTRL_SET_TLSEXT_TICKET_KEYS: c_int = 59;
pub const SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB: c_int = 63;
pub const SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG: c_int = 64;
pub const SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE: c_int = 65;
pub const SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS: c_int = 66;
pub const SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS: c_int = 67;
pub const SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS: c_int = 68;
pub const SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS: c_int = 69;
pub const SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP: c_int = 70;
pub const SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP: c_int = 71;
pub const SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB: c_int = 72;
pub const SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB: c_int = 75;
pub const SSL_CTRL_SET_SRP_VERIFY_PARAM_CB: c_int = 76;
pub const SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB: c_int = 77;
pub const SSL_CTRL_SET_SRP_ARG: c_int = 78;
pub const SSL_CTRL_SET_TLS_EXT_SRP_USERNAME: c_int = 79;
pub const SSL_CTRL_SET_TLS_EXT_SRP_STRENGTH: c_int = 80;
pub const SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD: c_int = 81;
pub const DTLS_CTRL_GET_TIMEOUT: c_int = 73;
pub const DTLS_CTRL_HANDLE_TIMEOUT: c_int = 74;
pub const SSL_CTRL_GET_RI_SUPPORT: c_int = 76;
pub const SSL_CTRL_CLEAR_MODE: c_int = 78;
pub const SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB: c_int = 79;
pub const SSL_CTRL_GET_EXTRA_CHAIN_CERTS: c_int = 82;
pub const SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS: c_int = 83;
pub const SSL_CTRL_CHAIN: c_int = 88;
pub const SSL_CTRL_CHAIN_CERT: c_int = 89;
pub const SSL_CTRL_GET_GROUPS: c_int = 90;
pub const SSL_CTRL_SET_GROUPS: c_int = 91;
pub const SSL_CTRL_SET_GROUPS_LIST: c_int = 92;
pub const SSL_CTRL_GET_SHARED_GROUP: c_int = 93;
pub const SSL_CTRL_SET_SIGALGS: c_int = 97;
pub const SSL_CTRL_SET_SIGALGS_LIST: c_int = 98;
pub const SSL_CTRL_CERT_FLAGS: c_int = 99;
pub const SSL_CTRL_CLEAR_CERT_FLAGS: c_int = 100;
pub const SSL_CTRL_SET_CLIENT_SIGALGS: c_int = 101;
pub const SSL_CTRL_SET_CLIENT_SIGALGS_LIST: c_int = 102;
pub const SSL_CTRL_GET_CLIENT_CERT_TYPES: c_int = 103;
pub const SSL_CTRL_SET_CLIENT_CERT_TYPES: c_int = 104;
pub const SSL_CTRL_BUILD_CERT_CHAIN: c_int = 105;
pub const SSL_CTRL_SET_VERIFY_CERT_STORE: c_int = 106;
pub const SSL_CTRL_SET_CHAIN_CERT_STORE: c_int = 107;
pub const SSL_CTRL_GET_PEER_SIGNATURE_NID: c_int = 108;
pub const SSL_CTRL_GET_PEER_TMP_KEY: c_int = 109;
pub const SSL_CTRL_GET_RAW_CIPHERLIST: c_int = 110;
pub const SSL_CTRL_GET_EC_POINT_FORMATS: c_int = 111;
pub const SSL_CTRL_GET_CHAIN_CERTS: c_int = 115;
pub const SSL_CTRL_SELECT_CURRENT_CERT: c_int = 116;
pub const SSL_CTRL_SET_CURRENT_CERT: c_int = 117;
pub const SSL_CTRL_SET_DH_AUTO: c_int = 118;
pub const DTLS_CTRL_SET_LINK_MTU: c_int = 120;
pub const DTLS_CTRL_GET_LINK_MIN_MTU: c_int = 121;
pub const SSL_CTRL_GET_EXTMS_SUPPORT: c_int = 122;
pub const SSL_CTRL_SET_MIN_PROTO_VERSION: c_int = 123;
pub const SSL_CTRL_SET_MAX_PROTO_VERSION: c_int = 124;
pub const SSL_CTRL_SET_SPLIT_SEND_FRAGMENT: c_int = 125;
pub const SSL_CTRL_SET_MAX_PIPELINES: c_int = 126;
pub const SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE: c_int = 127;
pub const SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB: c_int = 128;
pub const SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG: c_int = 129;
pub const SSL_CTRL_GET_MIN_PROTO_VERSION: c_int = 130;
pub const SSL_CTRL_GET_MAX_PROTO_VERSION: c_int = 131;
pub const SSL_CTRL_GET_SIGNATURE_NID: c_int = 132;
pub const SSL_CTRL_GET_TMP_KEY: c_int = 133;
pub const SSL_CTRL_GET_NEGOTIATED_GROUP: c_int = 134;
pub const SSL_CTRL_SET_RETRY_VERIFY: c_int = 136;
pub const SSL_CTRL_GET_VERIFY_CERT_STORE: c_int = 137;
pub const SSL_CTRL_GET_CHAIN_CERT_STORE: c_int = 138;
pub const SSL_CTRL_GET_SERVER_TMP_KEY: c_int = 109;
pub const SSL_CTRL_GET_CURVES: c_int = 90;
pub const SSL_CTRL_SET_CURVES: c_int = 91;
pub const SSL_CTRL_SET_CURVES_LIST: c_int = 92;
pub const SSL_CTRL_GET_SHARED_CURVE: c_int = 93;

// Alerts, as `SSL_alert_type_string` and the callbacks know them.
pub const SSL_AD_REASON_OFFSET: c_int = reason::ALERT_OFFSET as c_int;
pub const SSL_AD_CLOSE_NOTIFY: c_int = alert::CLOSE_NOTIFY.0 as c_int;
pub const SSL_AD_UNEXPECTED_MESSAGE: c_int = alert::UNEXPECTED_MESSAGE.0 as c_int;
pub const SSL_AD_BAD_RECORD_MAC: c_int = alert::BAD_RECORD_MAC.0 as c_int;
pub const SSL_AD_DECRYPTION_FAILED: c_int = alert::DECRYPTION_FAILED.0 as c_int;
pub const SSL_AD_RECORD_OVERFLOW: c_int = alert::RECORD_OVERFLOW.0 as c_int;
pub const SSL_AD_DECOMPRESSION_FAILURE: c_int = alert::DECOMPRESSION_FAILURE.0 as c_int;
pub const SSL_AD_HANDSHAKE_FAILURE: c_int = alert::HANDSHAKE_FAILURE.0 as c_int;
pub const SSL_AD_NO_CERTIFICATE: c_int = alert::NO_CERTIFICATE.0 as c_int;
pub const SSL_AD_BAD_CERTIFICATE: c_int = alert::BAD_CERTIFICATE.0 as c_int;
pub const SSL_AD_UNSUPPORTED_CERTIFICATE: c_int = alert::UNSUPPORTED_CERTIFICATE.0 as c_int;
pub const SSL_AD_CERTIFICATE_REVOKED: c_int = alert::CERTIFICATE_REVOKED.0 as c_int;
pub const SSL_AD_CERTIFICATE_EXPIRED: c_int = alert::CERTIFICATE_EXPIRED.0 as c_int;
pub const SSL_AD_CERTIFICATE_UNKNOWN: c_int = alert::CERTIFICATE_UNKNOWN.0 as c_int;
pub const SSL_AD_ILLEGAL_PARAMETER: c_int = alert::ILLEGAL_PARAMETER.0 as c_int;
pub const SSL_AD_UNKNOWN_CA: c_int = alert::UNKNOWN_CA.0 as c_int;
pub const SSL_AD_ACCESS_DENIED: c_int = alert::ACCESS_DENIED.0 as c_int;
pub const SSL_AD_DECODE_ERROR: c_int = alert::DECODE_ERROR.0 as c_int;
pub const SSL_AD_DECRYPT_ERROR: c_int = alert::DECRYPT_ERROR.0 as c_int;
pub const SSL_AD_EXPORT_RESTRICTION: c_int = alert::EXPORT_RESTRICTION.0 as c_int;
pub const SSL_AD_PROTOCOL_VERSION: c_int = alert::PROTOCOL_VERSION.0 as c_int;
pub const SSL_AD_INSUFFICIENT_SECURITY: c_int = alert::INSUFFICIENT_SECURITY.0 as c_int;
pub const SSL_AD_INTERNAL_ERROR: c_int = alert::INTERNAL_ERROR.0 as c_int;
pub const SSL_AD_USER_CANCELLED: c_int = alert::USER_CANCELLED.0 as c_int;
pub const SSL_AD_NO_RENEGOTIATION: c_int = alert::NO_RENEGOTIATION.0 as c_int;
pub const SSL_AD_MISSING_EXTENSION: c_int = alert::MISSING_EXTENSION.0 as c_int;
pub const SSL_AD_CERTIFICATE_REQUIRED: c_int = alert::CERTIFICATE_REQUIRED.0 as c_int;
pub const SSL_AD_UNSUPPORTED_EXTENSION: c_int = alert::UNSUPPORTED_EXTENSION.0 as c_int;
pub const SSL_AD_CERTIFICATE_UNOBTAINABLE: c_int = alert::CERTIFICATE_UNOBTAINABLE.0 as c_int;
pub const SSL_AD_UNRECOGNIZED_NAME: c_int = alert::UNRECOGNIZED_NAME.0 as c_int;
pub const SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE: c_int =
    alert::BAD_CERTIFICATE_STATUS_RESPONSE.0 as c_int;
pub const SSL_AD_BAD_CERTIFICATE_HASH_VALUE: c_int = alert::BAD_CERTIFICATE_HASH_VALUE.0 as c_int;
pub const SSL_AD_UNKNOWN_PSK_IDENTITY: c_int = alert::UNKNOWN_PSK_IDENTITY.0 as c_int;
pub const SSL_AD_INAPPROPRIATE_FALLBACK: c_int = alert::INAPPROPRIATE_FALLBACK.0 as c_int;
pub const SSL_AD_NO_APPLICATION_PROTOCOL: c_int = alert::NO_APPLICATION_PROTOCOL.0 as c_int;
pub const SSL3_AL_WARNING: c_int = alert::WARNING.0 as c_int;
pub const SSL3_AL_FATAL: c_int = alert::FATAL.0 as c_int;

// Bits of the info callback's `where` argument.
pub const SSL_ST_CONNECT: c_int = 0x1000;
pub const SSL_ST_ACCEPT: c_int = 0x2000;
pub const SSL_ST_MASK: c_int = 0xfff;
pub const SSL_CB_LOOP: c_int = 0x1;
pub const SSL_CB_EXIT: c_int = 0x2;
pub const SSL_CB_READ: c_int = 0x4;
pub const SSL_CB_WRITE: c_int = 0x8;
pub const SSL_CB_ALERT: c_int = 0x4000;
pub const SSL_CB_READ_ALERT: c_int = 0x4004;
pub const SSL_CB_WRITE_ALERT: c_int = 0x4008;
pub const SSL_CB_ACCEPT_LOOP: c_int = 0x2001;
pub const SSL_CB_ACCEPT_EXIT: c_int = 0x2002;
pub const SSL_CB_CONNECT_LOOP: c_int = 0x1001;
pub const SSL_CB_CONNECT_EXIT: c_int = 0x1002;
pub const SSL_CB_HANDSHAKE_START: c_int = 0x10;
pub const SSL_CB_HANDSHAKE_DONE: c_int = 0x20;
pub const SSL_ST_READ_HEADER: c_int = 0xf0;
pub const SSL_ST_READ_BODY: c_int = 0xf1;
pub const SSL_ST_READ_DONE: c_int = 0xf2;

// Return values of the server name, ALPN and ticket callbacks.
pub const SSL_TLSEXT_ERR_OK: c_int = 0;
pub const SSL_TLSEXT_ERR_ALERT_WARNING: c_int = 1;
pub const SSL_TLSEXT_ERR_ALERT_FATAL: c_int = 2;
pub const SSL_TLSEXT_ERR_NOACK: c_int = 3;

// Return values of the ClientHello callback.
pub const SSL_CLIENT_HELLO_SUCCESS: c_int = 1;
pub const SSL_CLIENT_HELLO_ERROR: c_int = 0;
pub const SSL_CLIENT_HELLO_RETRY: c_int = -1;

// Results of `SSL_select_next_proto`.
pub const OPENSSL_NPN_UNSUPPORTED: c_int = 0;
pub const OPENSSL_NPN_NEGOTIATED: c_int = 1;
pub const OPENSSL_NPN_NO_OVERLAP: c_int = 2;

// Early data.
pub const SSL_READ_EARLY_DATA_ERROR: c_int = 0;
pub const SSL_READ_EARLY_DATA_SUCCESS: c_int = 1;
pub const SSL_READ_EARLY_DATA_FINISH: c_int = 2;
pub const SSL_EARLY_DATA_NOT_SENT: c_int = 0;
pub const SSL_EARLY_DATA_REJECTED: c_int = 1;
pub const SSL_EARLY_DATA_ACCEPTED: c_int = 2;

// Kinds of key update.
pub const SSL_KEY_UPDATE_NONE: c_int = -1;
pub const SSL_KEY_UPDATE_NOT_REQUESTED: c_int = 0;
pub const SSL_KEY_UPDATE_REQUESTED: c_int = 1;

// Session tickets: arguments and results of the callback that decrypts one.
pub const SSL_TICKET_FATAL_ERR_MALLOC: c_int = 0;
pub const SSL_TICKET_FATAL_ERR_OTHER: c_int = 1;
pub const SSL_TICKET_NONE: c_int = 2;
pub const SSL_TICKET_EMPTY: c_int = 3;
pub const SSL_TICKET_NO_DECRYPT: c_int = 4;
pub const SSL_TICKET_SUCCESS: c_int = 5;
pub const SSL_TICKET_SUCCESS_RENEW: c_int = 6;
pub const SSL_TICKET_RETURN_ABORT: c_int = 0;
pub const SSL_TICKET_RETURN_IGNORE: c_int = 1;
pub const SSL_TICKET_RETURN_IGNORE_RENEW: c_int = 2;
pub const SSL_TICKET_RETURN_USE: c_int = 3;
pub const SSL_TICKET_RETURN_USE_RENEW: c_int = 4;

// Files of certificates and keys.
pub const SSL_FILETYPE_ASN1: c_int = 2;
pub const SSL_FILETYPE_PEM: c_int = 1;

// Contexts of an extension.
pub const SSL_EXT_TLS_ONLY: c_uint = 0x1;
pub const SSL_EXT_DTLS_ONLY: c_uint = 0x2;
pub const SSL_EXT_TLS_IMPLEMENTATION_ONLY: c_uint = 0x4;
pub const SSL_EXT_SSL3_ALLOWED: c_uint = 0x8;
pub const SSL_EXT_TLS1_2_AND_BELOW_ONLY: c_uint = 0x10;
pub const SSL_EXT_TLS1_3_ONLY: c_uint = 0x20;
pub const SSL_EXT_IGNORE_ON_RESUMPTION: c_uint = 0x40;
pub const SSL_EXT_CLIENT_HELLO: c_uint = 0x80;
pub const SSL_EXT_TLS1_2_SERVER_HELLO: c_uint = 0x100;
pub const SSL_EXT_TLS1_3_SERVER_HELLO: c_uint = 0x200;
pub const SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS: c_uint = 0x400;
pub const SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST: c_uint = 0x800;
pub const SSL_EXT_TLS1_3_CERTIFICATE: c_uint = 0x1000;
pub const SSL_EXT_TLS1_3_NEW_SESSION_TICKET: c_uint = 0x2000;
pub const SSL_EXT_TLS1_3_CERTIFICATE_REQUEST: c_uint = 0x4000;

// Flags of the certificates of an object.
pub const SSL_CERT_FLAG_TLS_STRICT: u32 = 0x1;
pub const SSL_CERT_FLAG_SUITEB_128_LOS_ONLY: u32 = list::SUITEB_128_ONLY;
pub const SSL_CERT_FLAG_SUITEB_192_LOS: u32 = list::SUITEB_192;
pub const SSL_CERT_FLAG_SUITEB_128_LOS: u32 = list::SUITEB_128;
pub const SSL_CERT_FLAG_BROKEN_PROTOCOL: u32 = 0x1000_0000;

// Building a chain, and choosing the current certificate.
pub const SSL_BUILD_CHAIN_FLAG_UNTRUSTED: c_int = 0x1;
pub const SSL_BUILD_CHAIN_FLAG_NO_ROOT: c_int = 0x2;
pub const SSL_BUILD_CHAIN_FLAG_CHECK: c_int = 0x4;
pub const SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR: c_int = 0x8;
pub const SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR: c_int = 0x10;
pub const SSL_CERT_SET_FIRST: c_int = 0x1;
pub const SSL_CERT_SET_NEXT: c_int = 0x2;
pub const SSL_CERT_SET_SERVER: c_int = 0x3;

// Result of `SSL_check_chain`.
pub const CERT_PKEY_VALID: c_int = 0x1;
pub const CERT_PKEY_SIGN: c_int = 0x2;
pub const CERT_PKEY_EE_SIGNATURE: c_int = 0x10;
pub const CERT_PKEY_CA_SIGNATURE: c_int = 0x20;
pub const CERT_PKEY_EE_PARAM: c_int = 0x40;
pub const CERT_PKEY_CA_PARAM: c_int = 0x80;
pub const CERT_PKEY_EXPLICIT_SIGN: c_int = 0x100;
pub const CERT_PKEY_ISSUER_NAME: c_int = 0x200;
pub const CERT_PKEY_CERT_TYPE: c_int = 0x400;
pub const CERT_PKEY_SUITEB: c_int = 0x800;

// Configuration commands.
pub const SSL_CONF_FLAG_CMDLINE: c_uint = 0x1;
pub const SSL_CONF_FLAG_FILE: c_uint = 0x2;
pub const SSL_CONF_FLAG_CLIENT: c_uint = 0x4;
pub const SSL_CONF_FLAG_SERVER: c_uint = 0x8;
pub const SSL_CONF_FLAG_SHOW_ERRORS: c_uint = 0x10;
pub const SSL_CONF_FLAG_CERTIFICATE: c_uint = 0x20;
pub const SSL_CONF_FLAG_REQUIRE_PRIVATE: c_uint = 0x40;

// Types of a configuration value.
pub const SSL_CONF_TYPE_UNKNOWN: c_int = 0;
pub const SSL_CONF_TYPE_STRING: c_int = 1;
pub const SSL_CONF_TYPE_FILE: c_int = 2;
pub const SSL_CONF_TYPE_DIR: c_int = 3;
pub const SSL_CONF_TYPE_NONE: c_int = 4;
pub const SSL_CONF_TYPE_STORE: c_int = 5;

// What a security callback is asked.
pub const SSL_SECOP_OTHER_TYPE: u32 = 0xffff_0000;
pub const SSL_SECOP_OTHER_NONE: c_int = 0x0;
pub const SSL_SECOP_OTHER_CIPHER: c_int = 0x0001_0000;
pub const SSL_SECOP_OTHER_CURVE: c_int = 0x0002_0000;
pub const SSL_SECOP_OTHER_DH: c_int = 0x0003_0000;
pub const SSL_SECOP_OTHER_PKEY: c_int = 0x0004_0000;
pub const SSL_SECOP_OTHER_SIGALG: c_int = 0x0005_0000;
pub const SSL_SECOP_OTHER_CERT: c_int = 0x0006_0000;
pub const SSL_SECOP_PEER: c_int = 0x1000;
pub const SSL_SECOP_CIPHER_SUPPORTED: c_int = 0x0001_0001;
pub const SSL_SECOP_CIPHER_SHARED: c_int = 0x0001_0002;
pub const SSL_SECOP_CIPHER_CHECK: c_int = 0x0001_0003;
pub const SSL_SECOP_CURVE_SUPPORTED: c_int = 0x0002_0004;
pub const SSL_SECOP_CURVE_SHARED: c_int = 0x0002_0005;
pub const SSL_SECOP_CURVE_CHECK: c_int = 0x0002_0006;
pub const SSL_SECOP_TMP_DH: c_int = 0x0004_0007;
pub const SSL_SECOP_VERSION: c_int = 0x9;
pub const SSL_SECOP_TICKET: c_int = 0xa;
pub const SSL_SECOP_SIGALG_SUPPORTED: c_int = 0x0005_000b;
pub const SSL_SECOP_SIGALG_SHARED: c_int = 0x0005_000c;
pub const SSL_SECOP_SIGALG_CHECK: c_int = 0x0005_000d;
pub const SSL_SECOP_SIGALG_MASK: c_int = 0x0005_000e;
pub const SSL_SECOP_COMPRESSION: c_int = 0xf;
pub const SSL_SECOP_EE_KEY: c_int = 0x0006_0010;
pub const SSL_SECOP_CA_KEY: c_int = 0x0006_0011;
pub const SSL_SECOP_CA_MD: c_int = 0x0006_0012;
pub const SSL_SECOP_PEER_EE_KEY: c_int = 0x0006_1010;
pub const SSL_SECOP_PEER_CA_KEY: c_int = 0x0006_1011;
pub const SSL_SECOP_PEER_CA_MD: c_int = 0x0006_1012;

// Kinds of server name, certificate status and extension.
pub const TLSEXT_TYPE_server_name: c_int = extension::SERVER_NAME.0 as c_int;
pub const TLSEXT_TYPE_max_fragment_length: c_int = extension::MAX_FRAGMENT_LENGTH.0 as c_int;
pub const TLSEXT_TYPE_client_certificate_url: c_int = extension::CLIENT_CERTIFICATE_URL.0 as c_int;
pub const TLSEXT_TYPE_trusted_ca_keys: c_int = extension::TRUSTED_CA_KEYS.0 as c_int;
pub const TLSEXT_TYPE_truncated_hmac: c_int = extension::TRUNCATED_HMAC.0 as c_int;
pub const TLSEXT_TYPE_status_request: c_int = extension::STATUS_REQUEST.0 as c_int;
pub const TLSEXT_TYPE_user_mapping: c_int = extension::USER_MAPPING.0 as c_int;
pub const TLSEXT_TYPE_client_authz: c_int = extension::CLIENT_AUTHZ.0 as c_int;
pub const TLSEXT_TYPE_server_authz: c_int = extension::SERVER_AUTHZ.0 as c_int;
pub const TLSEXT_TYPE_cert_type: c_int = extension::CERT_TYPE.0 as c_int;
pub const TLSEXT_TYPE_supported_groups: c_int = extension::SUPPORTED_GROUPS.0 as c_int;
pub const TLSEXT_TYPE_elliptic_curves: c_int = extension::SUPPORTED_GROUPS.0 as c_int;
pub const TLSEXT_TYPE_ec_point_formats: c_int = extension::EC_POINT_FORMATS.0 as c_int;
pub const TLSEXT_TYPE_srp: c_int = extension::SRP.0 as c_int;
pub const TLSEXT_TYPE_signature_algorithms: c_int = extension::SIGNATURE_ALGORITHMS.0 as c_int;
pub const TLSEXT_TYPE_use_srtp: c_int = extension::USE_SRTP.0 as c_int;
pub const TLSEXT_TYPE_application_layer_protocol_negotiation: c_int =
    extension::APPLICATION_LAYER_PROTOCOL_NEGOTIATION.0 as c_int;
pub const TLSEXT_TYPE_signed_certificate_timestamp: c_int =
    extension::SIGNED_CERTIFICATE_TIMESTAMP.0 as c_int;
pub const TLSEXT_TYPE_padding: c_int = extension::PADDING.0 as c_int;
pub const TLSEXT_TYPE_encrypt_then_mac: c_int = extension::ENCRYPT_THEN_MAC.0 as c_int;
pub const TLSEXT_TYPE_extended_master_secret: c_int = extension::EXTENDED_MASTER_SECRET.0 as c_int;
pub const TLSEXT_TYPE_session_ticket: c_int = extension::SESSION_TICKET.0 as c_int;
pub const TLSEXT_TYPE_psk: c_int = extension::PRE_SHARED_KEY.0 as c_int;
pub const TLSEXT_TYPE_early_data: c_int = extension::EARLY_DATA.0 as c_int;
pub const TLSEXT_TYPE_supported_versions: c_int = extension::SUPPORTED_VERSIONS.0 as c_int;
pub const TLSEXT_TYPE_cookie: c_int = extension::COOKIE.0 as c_int;
pub const TLSEXT_TYPE_psk_kex_modes: c_int = extension::PSK_KEY_EXCHANGE_MODES.0 as c_int;
pub const TLSEXT_TYPE_certificate_authorities: c_int =
    extension::CERTIFICATE_AUTHORITIES.0 as c_int;
pub const TLSEXT_TYPE_post_handshake_auth: c_int = extension::POST_HANDSHAKE_AUTH.0 as c_int;
pub const TLSEXT_TYPE_signature_algorithms_cert: c_int =
    extension::SIGNATURE_ALGORITHMS_CERT.0 as c_int;
pub const TLSEXT_TYPE_key_share: c_int = extension::KEY_SHARE.0 as c_int;
pub const TLSEXT_TYPE_renegotiate: c_int = extension::RENEGOTIATION_INFO.0 as c_int;
pub const TLSEXT_TYPE_next_proto_neg: c_int = extension::NEXT_PROTOCOL_NEGOTIATION.0 as c_int;
pub const TLSEXT_NAMETYPE_host_name: c_int = 0;
pub const TLSEXT_STATUSTYPE_ocsp: c_int = 1;
pub const TLSEXT_max_fragment_length_DISABLED: c_int = 0;
pub const TLSEXT_max_fragment_length_512: c_int = 1;
pub const TLSEXT_max_fragment_length_1024: c_int = 2;
pub const TLSEXT_max_fragment_length_2048: c_int = 3;
pub const TLSEXT_max_fragment_length_4096: c_int = 4;
pub const TLSEXT_max_fragment_length_UNSPECIFIED: c_int = 255;
pub const TLSEXT_MAXLEN_host_name: c_int = 255;

// Elliptic curve point formats, signatures and hashes of TLS 1.2.
pub const TLSEXT_ECPOINTFORMAT_first: c_int = 0;
pub const TLSEXT_ECPOINTFORMAT_uncompressed: c_int = 0;
pub const TLSEXT_ECPOINTFORMAT_ansiX962_compressed_prime: c_int = 1;
pub const TLSEXT_ECPOINTFORMAT_ansiX962_compressed_char2: c_int = 2;
pub const TLSEXT_ECPOINTFORMAT_last: c_int = 2;
pub const TLSEXT_signature_anonymous: c_int = 0;
pub const TLSEXT_signature_rsa: c_int = 1;
pub const TLSEXT_signature_dsa: c_int = 2;
pub const TLSEXT_signature_ecdsa: c_int = 3;
pub const TLSEXT_signature_gostr34102001: c_int = 237;
pub const TLSEXT_signature_gostr34102012_256: c_int = 238;
pub const TLSEXT_signature_gostr34102012_512: c_int = 239;
pub const TLSEXT_signature_num: c_int = 7;
pub const TLSEXT_hash_none: c_int = 0;
pub const TLSEXT_hash_md5: c_int = 1;
pub const TLSEXT_hash_sha1: c_int = 2;
pub const TLSEXT_hash_sha224: c_int = 3;
pub const TLSEXT_hash_sha256: c_int = 4;
pub const TLSEXT_hash_sha384: c_int = 5;
pub const TLSEXT_hash_sha512: c_int = 6;
pub const TLSEXT_hash_gostr3411: c_int = 237;
pub const TLSEXT_hash_gostr34112012_256: c_int = 238;
pub const TLSEXT_hash_gostr34112012_512: c_int = 239;
pub const TLSEXT_hash_num: c_int = 10;

// Types a client certificate may have.
pub const TLS_CT_RSA_SIGN: c_int = 1;
pub const TLS_CT_DSS_SIGN: c_int = 2;
pub const TLS_CT_RSA_FIXED_DH: c_int = 3;
pub const TLS_CT_DSS_FIXED_DH: c_int = 4;
pub const TLS_CT_ECDSA_SIGN: c_int = 64;
pub const TLS_CT_RSA_FIXED_ECDH: c_int = 65;
pub const TLS_CT_ECDSA_FIXED_ECDH: c_int = 66;
pub const TLS_CT_GOST01_SIGN: c_int = 22;
pub const TLS_CT_GOST12_IANA_SIGN: c_int = 67;
pub const TLS_CT_GOST12_IANA_512_SIGN: c_int = 68;
pub const TLS_CT_GOST12_LEGACY_SIGN: c_int = 238;
pub const TLS_CT_GOST12_LEGACY_512_SIGN: c_int = 239;
pub const TLS_CT_GOST12_SIGN: c_int = 238;
pub const TLS_CT_GOST12_512_SIGN: c_int = 239;
pub const TLS_CT_NUMBER: c_int = 12;

// Records and handshake messages, as a message callback sees them.
pub const SSL3_RT_HEADER_LENGTH: c_int = record::HEADER_LEN as c_int;
pub const SSL3_RT_MAX_PLAIN_LENGTH: c_int = record::MAX_PLAINTEXT as c_int;
pub const SSL3_RT_CHANGE_CIPHER_SPEC: c_int = 20;
pub const SSL3_RT_ALERT: c_int = 21;
pub const SSL3_RT_HANDSHAKE: c_int = 22;
pub const SSL3_RT_APPLICATION_DATA: c_int = 23;
pub const SSL3_RT_HEADER: c_int = 256;
pub const SSL3_RT_INNER_CONTENT_TYPE: c_int = 257;
pub const SSL3_MT_HELLO_REQUEST: c_int = message::HELLO_REQUEST.0 as c_int;
pub const SSL3_MT_CLIENT_HELLO: c_int = message::CLIENT_HELLO.0 as c_int;
pub const SSL3_MT_SERVER_HELLO: c_int = message::SERVER_HELLO.0 as c_int;
pub const SSL3_MT_NEWSESSION_TICKET: c_int = message::NEW_SESSION_TICKET.0 as c_int;
pub const SSL3_MT_END_OF_EARLY_DATA: c_int = message::END_OF_EARLY_DATA.0 as c_int;
pub const SSL3_MT_ENCRYPTED_EXTENSIONS: c_int = message::ENCRYPTED_EXTENSIONS.0 as c_int;
pub const SSL3_MT_CERTIFICATE: c_int = message::CERTIFICATE.0 as c_int;
pub const SSL3_MT_SERVER_KEY_EXCHANGE: c_int = message::SERVER_KEY_EXCHANGE.0 as c_int;
pub const SSL3_MT_CERTIFICATE_REQUEST: c_int = message::CERTIFICATE_REQUEST.0 as c_int;
pub const SSL3_MT_SERVER_DONE: c_int = message::SERVER_HELLO_DONE.0 as c_int;
pub const SSL3_MT_CERTIFICATE_VERIFY: c_int = message::CERTIFICATE_VERIFY.0 as c_int;
pub const SSL3_MT_CLIENT_KEY_EXCHANGE: c_int = message::CLIENT_KEY_EXCHANGE.0 as c_int;
pub const SSL3_MT_FINISHED: c_int = message::FINISHED.0 as c_int;
pub const SSL3_MT_CERTIFICATE_URL: c_int = message::CERTIFICATE_URL.0 as c_int;
pub const SSL3_MT_CERTIFICATE_STATUS: c_int = message::CERTIFICATE_STATUS.0 as c_int;
pub const SSL3_MT_SUPPLEMENTAL_DATA: c_int = message::SUPPLEMENTAL_DATA.0 as c_int;
pub const SSL3_MT_KEY_UPDATE: c_int = message::KEY_UPDATE.0 as c_int;
pub const SSL3_MT_NEXT_PROTO: c_int = message::NEXT_PROTOCOL.0 as c_int;
pub const SSL3_MT_MESSAGE_HASH: c_int = message::MESSAGE_HASH.0 as c_int;
pub const SSL3_MT_CHANGE_CIPHER_SPEC: c_int = 257;
pub const SSL3_MT_CCS: c_int = 1;

// Whether `OPENSSL_init_ssl` loads the error texts.
pub const OPENSSL_INIT_NO_LOAD_SSL_STRINGS: u64 = 0x0010_0000;
pub const OPENSSL_INIT_LOAD_SSL_STRINGS: u64 = 0x0020_0000;

// Server info files.
pub const SSL_SERVERINFOV1: c_uint = 1;
pub const SSL_SERVERINFOV2: c_uint = 2;

// Groups and signature algorithms that have no number of OpenSSL.
pub const TLSEXT_nid_unknown: c_int = group::NID_UNKNOWN;

// Sizes.
pub const SSL_MAX_MASTER_KEY_LENGTH: c_int = 48;
pub const SSL_MAX_SSL_SESSION_ID_LENGTH: c_int = 32;
pub const SSL_MAX_SID_CTX_LENGTH: c_int = 32;
pub const SSL_MAX_PIPELINES: c_int = 32;
pub const SSL_COOKIE_LENGTH: c_int = 4096;
pub const SSL_MAX_CERT_LIST_DEFAULT: c_int = 102400;
pub const PSK_MAX_IDENTITY_LEN: c_int = psk::MAX_IDENTITY_LENGTH as c_int;
pub const PSK_MAX_PSK_LEN: c_int = 512;
pub const SSL3_SSL_SESSION_ID_LENGTH: c_int = 32;
pub const SSL3_MASTER_SECRET_SIZE: c_int = 48;
pub const SSL3_RANDOM_SIZE: c_int = 32;
pub const SSL3_SESSION_ID_SIZE: c_int = 32;
