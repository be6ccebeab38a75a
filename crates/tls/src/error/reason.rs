//! The reason codes of the error queue.
//!
//! Numbers and texts are part of libssl's interface: programs compare the numbers and print
//! the texts.

use crypto::reasons;

use crate::registry::alert::AlertDescription;

/// A reason code as it stands in an error-queue entry: one of libssl's own (`SSL_R_*`, up to
/// 1120) or one of those that all of OpenSSL's libraries share (`ERR_R_*`, with flag bits).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Reason(pub u32);

impl From<Reason> for u32 {
    fn from(reason: Reason) -> u32 {
        reason.0
    }
}

/// An alert received from the peer is reported as this number plus the alert's description.
pub const ALERT_OFFSET: u32 = 1000;

/// Takes the reasons that all of OpenSSL's libraries share, under their full names because two of
/// libssl's own have the same (`SSL_R_BN_LIB`, `SSL_R_X509_LIB`).
macro_rules! common {
    ($($name:ident,)*) => {
        impl Reason {
            $(pub const $name: Reason = Reason(reasons::$name);)*
        }
    };
}

common! {
    ERR_R_SYS_LIB,
    ERR_R_BN_LIB,
    ERR_R_EVP_LIB,
    ERR_R_BUF_LIB,
    ERR_R_PEM_LIB,
    ERR_R_X509_LIB,
    ERR_R_ASN1_LIB,
    ERR_R_CRYPTO_LIB,
    ERR_R_BIO_LIB,
    ERR_R_ENGINE_LIB,
    ERR_R_MALLOC_FAILURE,
    ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED,
    ERR_R_PASSED_NULL_PARAMETER,
    ERR_R_INTERNAL_ERROR,
    ERR_R_DISABLED,
    ERR_R_INIT_FAIL,
    ERR_R_PASSED_INVALID_ARGUMENT,
    ERR_R_OPERATION_FAIL,
    ERR_R_UNSUPPORTED,
}

impl Reason {
    /// The reason for a fatal alert received from the peer.
    ///
    /// Numbers that no TLS version assigns give a reason without a text, as OpenSSL's do.
    pub const fn from_alert(description: AlertDescription) -> Reason {
        Reason(ALERT_OFFSET + description.0 as u32)
    }

    /// The text of one of libssl's own reasons.
    pub fn text(self) -> Option<&'static str> {
        REASONS
            .binary_search_by_key(&self.0, |&(number, _)| number)
            .ok()
            .map(|i| REASONS[i].1)
    }
}

macro_rules! reasons {
    ($($name:ident = $number:literal, $text:literal;)*) => {
        /// libssl's own reasons.
        impl Reason {
            $(pub const $name: Reason = Reason($number);)*
        }

        /// Every reason of libssl with its text, by number.
        pub static REASONS: &[(u32, &str)] = &[$(($number, $text),)*];
    };
}

reasons! {
    APP_DATA_IN_HANDSHAKE = 100, "app data in handshake";
    NO_SUITABLE_KEY_SHARE = 101, "no suitable key share";
    BAD_DH_VALUE = 102, "bad dh value";
    BAD_CHANGE_CIPHER_SPEC = 103, "bad change cipher spec";
    INCONSISTENT_EXTMS = 104, "inconsistent extms";
    BAD_HELLO_REQUEST = 105, "bad hello request";
    BAD_DATA_RETURNED_BY_CALLBACK = 106, "bad data returned by callback";
    BAD_DECOMPRESSION = 107, "bad decompression";
    BAD_KEY_SHARE = 108, "bad key share";
    CANNOT_CHANGE_CIPHER = 109, "cannot change cipher";
    BAD_EXTENSION = 110, "bad extension";
    BAD_DIGEST_LENGTH = 111, "bad digest length";
    MISSING_SIGALGS_EXTENSION = 112, "missing sigalgs extension";
    INVALID_CONFIGURATION_NAME = 113, "invalid configuration name";
    BAD_PSK_IDENTITY = 114, "bad psk identity";
    BAD_PACKET_LENGTH = 115, "bad packet length";
    BAD_PROTOCOL_VERSION_NUMBER = 116, "bad protocol version number";
    SSL_COMMAND_SECTION_EMPTY = 117, "ssl command section empty";
    NO_SUITABLE_SIGNATURE_ALGORITHM = 118, "no suitable signature algorithm";
    BAD_RSA_ENCRYPT = 119, "bad rsa encrypt";
    INVALID_KEY_UPDATE_TYPE = 120, "invalid key update type";
    STILL_IN_INIT = 121, "still in init";
    BAD_KEY_UPDATE = 122, "bad key update";
    BAD_SIGNATURE = 123, "bad signature";
    BAD_SSL_FILETYPE = 124, "bad ssl filetype";
    SSL_COMMAND_SECTION_NOT_FOUND = 125, "ssl command section not found";
    SSL_SECTION_EMPTY = 126, "ssl section empty";
    BAD_WRITE_RETRY = 127, "bad write retry";
    BIO_NOT_SET = 128, "bio not set";
    BLOCK_CIPHER_PAD_IS_WRONG = 129, "block cipher pad is wrong";
    BN_LIB = 130, "bn lib";
    CA_DN_LENGTH_MISMATCH = 131, "ca dn length mismatch";
    TOO_MANY_KEY_UPDATES = 132, "too many key updates";
    CCS_RECEIVED_EARLY = 133, "ccs received early";
    CERTIFICATE_VERIFY_FAILED = 134, "certificate verify failed";
    CERT_LENGTH_MISMATCH = 135, "cert length mismatch";
    SSL_SECTION_NOT_FOUND = 136, "ssl section not found";
    CIPHER_CODE_WRONG_LENGTH = 137, "cipher code wrong length";
    UNKNOWN_COMMAND = 139, "unknown command";
    COMPRESSED_LENGTH_TOO_LONG = 140, "compressed length too long";
    COMPRESSION_FAILURE = 141, "compression failure";
    COMPRESSION_LIBRARY_ERROR = 142, "compression library error";
    CONNECTION_TYPE_NOT_SET = 144, "connection type not set";
    DATA_BETWEEN_CCS_AND_FINISHED = 145, "data between ccs and finished";
    DATA_LENGTH_TOO_LONG = 146, "data length too long";
    DECRYPTION_FAILED = 147, "decryption failed";
    DH_PUBLIC_VALUE_LENGTH_IS_WRONG = 148, "dh public value length is wrong";
    DIGEST_CHECK_FAILED = 149, "digest check failed";
    ENCRYPTED_LENGTH_TOO_LONG = 150, "encrypted length too long";
    ERROR_IN_RECEIVED_CIPHER_LIST = 151, "error in received cipher list";
    EXCESSIVE_MESSAGE_SIZE = 152, "excessive message size";
    EXTRA_DATA_IN_MESSAGE = 153, "extra data in message";
    GOT_A_FIN_BEFORE_A_CCS = 154, "got a fin before a ccs";
    HTTPS_PROXY_REQUEST = 155, "https proxy request";
    HTTP_REQUEST = 156, "http request";
    TLS_INVALID_ECPOINTFORMAT_LIST = 157, "tls invalid ecpointformat list";
    AT_LEAST_TLS_1_2_NEEDED_IN_SUITEB_MODE = 158, "at least (D)TLS 1.2 needed in Suite B mode";
    LENGTH_MISMATCH = 159, "length mismatch";
    LENGTH_TOO_SHORT = 160, "length too short";
    LIBRARY_HAS_NO_CIPHERS = 161, "library has no ciphers";
    ILLEGAL_POINT_COMPRESSION = 162, "illegal point compression";
    EXT_LENGTH_MISMATCH = 163, "ext length mismatch";
    TOO_MUCH_EARLY_DATA = 164, "too much early data";
    MISSING_DSA_SIGNING_CERT = 165, "missing dsa signing cert";
    VERSION_TOO_HIGH = 166, "version too high";
    CONTEXT_NOT_DANE_ENABLED = 167, "context not dane enabled";
    MISSING_RSA_CERTIFICATE = 168, "missing rsa certificate";
    MISSING_RSA_ENCRYPTING_CERT = 169, "missing rsa encrypting cert";
    MISSING_RSA_SIGNING_CERT = 170, "missing rsa signing cert";
    MISSING_TMP_DH_KEY = 171, "missing tmp dh key";
    DANE_ALREADY_ENABLED = 172, "dane already enabled";
    DANE_CANNOT_OVERRIDE_MTYPE_FULL = 173, "dane cannot override mtype full";
    INVALID_MAX_EARLY_DATA = 174, "invalid max early data";
    DANE_NOT_ENABLED = 175, "dane not enabled";
    NO_CERTIFICATES_RETURNED = 176, "no certificates returned";
    NO_CERTIFICATE_ASSIGNED = 177, "no certificate assigned";
    UNEXPECTED_END_OF_EARLY_DATA = 178, "unexpected end of early data";
    NO_CERTIFICATE_SET = 179, "no certificate set";
    DANE_TLSA_BAD_CERTIFICATE = 180, "dane tlsa bad certificate";
    NO_CIPHERS_AVAILABLE = 181, "no ciphers available";
    NOT_ON_RECORD_BOUNDARY = 182, "not on record boundary";
    NO_CIPHERS_SPECIFIED = 183, "no ciphers specified";
    DANE_TLSA_BAD_CERTIFICATE_USAGE = 184, "dane tlsa bad certificate usage";
    NO_CIPHER_MATCH = 185, "no cipher match";
    BAD_CIPHER = 186, "bad cipher";
    NO_COMPRESSION_SPECIFIED = 187, "no compression specified";
    NO_METHOD_SPECIFIED = 188, "no method specified";
    DANE_TLSA_BAD_DATA_LENGTH = 189, "dane tlsa bad data length";
    NO_PRIVATE_KEY_ASSIGNED = 190, "no private key assigned";
    NO_PROTOCOLS_AVAILABLE = 191, "no protocols available";
    DANE_TLSA_BAD_DIGEST_LENGTH = 192, "dane tlsa bad digest length";
    NO_SHARED_CIPHER = 193, "no shared cipher";
    EXCEEDS_MAX_FRAGMENT_SIZE = 194, "exceeds max fragment size";
    NULL_SSL_CTX = 195, "null ssl ctx";
    NULL_SSL_METHOD_PASSED = 196, "null ssl method passed";
    OLD_SESSION_CIPHER_NOT_RETURNED = 197, "old session cipher not returned";
    PACKET_LENGTH_TOO_LONG = 198, "packet length too long";
    PEER_DID_NOT_RETURN_A_CERTIFICATE = 199, "peer did not return a certificate";
    DANE_TLSA_BAD_MATCHING_TYPE = 200, "dane tlsa bad matching type";
    DANE_TLSA_BAD_PUBLIC_KEY = 201, "dane tlsa bad public key";
    DANE_TLSA_BAD_SELECTOR = 202, "dane tlsa bad selector";
    DANE_TLSA_NULL_DATA = 203, "dane tlsa null data";
    ERROR_SETTING_TLSA_BASE_DOMAIN = 204, "error setting tlsa base domain";
    INVALID_ALERT = 205, "invalid alert";
    CUSTOM_EXT_HANDLER_ALREADY_INSTALLED = 206, "custom ext handler already installed";
    PROTOCOL_IS_SHUTDOWN = 207, "protocol is shutdown";
    SCT_VERIFICATION_FAILED = 208, "sct verification failed";
    MISSING_SUPPORTED_GROUPS_EXTENSION = 209, "missing supported groups extension";
    SSL_SESSION_VERSION_MISMATCH = 210, "ssl session version mismatch";
    READ_BIO_NOT_SET = 211, "read bio not set";
    INVALID_CT_VALIDATION_TYPE = 212, "invalid ct validation type";
    RECORD_LENGTH_MISMATCH = 213, "record length mismatch";
    NO_CHANGE_FOLLOWING_HRR = 214, "no change following hrr";
    REQUIRED_CIPHER_MISSING = 215, "required cipher missing";
    NO_VALID_SCTS = 216, "no valid scts";
    UNSOLICITED_EXTENSION = 217, "unsolicited extension";
    CIPHERSUITE_DIGEST_HAS_CHANGED = 218, "ciphersuite digest has changed";
    BAD_PSK = 219, "bad psk";
    SIGNATURE_FOR_NON_SIGNING_CERTIFICATE = 220, "signature for non signing certificate";
    MISSING_SIGNING_CERT = 221, "missing signing cert";
    INCONSISTENT_EARLY_DATA_ALPN = 222, "inconsistent early data alpn";
    PSK_IDENTITY_NOT_FOUND = 223, "psk identity not found";
    PSK_NO_CLIENT_CB = 224, "psk no client cb";
    PSK_NO_SERVER_CB = 225, "psk no server cb";
    CLIENTHELLO_TLSEXT = 226, "clienthello tlsext";
    PARSE_TLSEXT = 227, "parse tlsext";
    SSL_CTX_HAS_NO_DEFAULT_SSL_VERSION = 228, "ssl ctx has no default ssl version";
    SSL_HANDSHAKE_FAILURE = 229, "ssl handshake failure";
    SSL_LIBRARY_HAS_NO_CIPHERS = 230, "ssl library has no ciphers";
    INCONSISTENT_EARLY_DATA_SNI = 231, "inconsistent early data sni";
    SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH = 232, "ssl3 ext invalid max fragment length";
    BAD_EARLY_DATA = 233, "bad early data";
    CALLBACK_FAILED = 234, "callback failed";
    NO_APPLICATION_PROTOCOL = 235, "no application protocol";
    BAD_HANDSHAKE_STATE = 236, "bad handshake state";
    OVERFLOW_ERROR = 237, "overflow error";
    INVALID_CERTIFICATE_OR_ALG = 238, "invalid certificate or alg";
    UNABLE_TO_FIND_PUBLIC_KEY_PARAMETERS = 239, "unable to find public key parameters";
    BAD_PACKET = 240, "bad packet";
    INSUFFICIENT_SECURITY = 241, "insufficient security";
    UNABLE_TO_LOAD_SSL3_MD5_ROUTINES = 242, "unable to load ssl3 md5 routines";
    UNABLE_TO_LOAD_SSL3_SHA1_ROUTINES = 243, "unable to load ssl3 sha1 routines";
    UNEXPECTED_MESSAGE = 244, "unexpected message";
    UNEXPECTED_RECORD = 245, "unexpected record";
    UNKNOWN_ALERT_TYPE = 246, "unknown alert type";
    UNKNOWN_CERTIFICATE_TYPE = 247, "unknown certificate type";
    UNKNOWN_CIPHER_RETURNED = 248, "unknown cipher returned";
    UNKNOWN_CIPHER_TYPE = 249, "unknown cipher type";
    UNKNOWN_KEY_EXCHANGE_TYPE = 250, "unknown key exchange type";
    UNKNOWN_PKEY_TYPE = 251, "unknown pkey type";
    UNKNOWN_PROTOCOL = 252, "unknown protocol";
    BINDER_DOES_NOT_VERIFY = 253, "binder does not verify";
    UNKNOWN_SSL_VERSION = 254, "unknown ssl version";
    UNKNOWN_STATE = 255, "unknown state";
    MISSING_FATAL = 256, "missing fatal";
    UNSUPPORTED_COMPRESSION_ALGORITHM = 257, "unsupported compression algorithm";
    UNSUPPORTED_PROTOCOL = 258, "unsupported protocol";
    UNSUPPORTED_SSL_VERSION = 259, "unsupported ssl version";
    INVALID_CCS_MESSAGE = 260, "invalid ccs message";
    WRONG_CIPHER_RETURNED = 261, "wrong cipher returned";
    UNEXPECTED_CCS_MESSAGE = 262, "unexpected ccs message";
    BAD_HRR_VERSION = 263, "bad hrr version";
    WRONG_SIGNATURE_LENGTH = 264, "wrong signature length";
    WRONG_SIGNATURE_SIZE = 265, "wrong signature size";
    WRONG_SSL_VERSION = 266, "wrong ssl version";
    WRONG_VERSION_NUMBER = 267, "wrong version number";
    X509_LIB = 268, "x509 lib";
    X509_VERIFICATION_SETUP_PROBLEMS = 269, "x509 verification setup problems";
    PATH_TOO_LONG = 270, "path too long";
    BAD_LENGTH = 271, "bad length";
    ATTEMPT_TO_REUSE_SESSION_IN_DIFFERENT_CONTEXT = 272, "attempt to reuse session in different context";
    SSL_SESSION_ID_CONTEXT_TOO_LONG = 273, "ssl session id context too long";
    LIBRARY_BUG = 274, "library bug";
    SERVERHELLO_TLSEXT = 275, "serverhello tlsext";
    UNINITIALIZED = 276, "uninitialized";
    SESSION_ID_CONTEXT_UNINITIALIZED = 277, "session id context uninitialized";
    POST_HANDSHAKE_AUTH_ENCODING_ERR = 278, "post handshake auth encoding err";
    EXTENSION_NOT_RECEIVED = 279, "extension not received";
    INVALID_COMMAND = 280, "invalid command";
    DECRYPTION_FAILED_OR_BAD_RECORD_MAC = 281, "decryption failed or bad record mac";
    INVALID_CONTEXT = 282, "invalid context";
    INVALID_CONFIG = 283, "invalid config";
    NOT_SERVER = 284, "not server";
    REQUEST_PENDING = 285, "request pending";
    REQUEST_SENT = 286, "request sent";
    NO_COOKIE_CALLBACK_SET = 287, "no cookie callback set";
    PRIVATE_KEY_MISMATCH = 288, "private key mismatch";
    NOT_REPLACING_CERTIFICATE = 289, "not replacing certificate";
    MISSING_PARAMETERS = 290, "missing parameters";
    APPLICATION_DATA_AFTER_CLOSE_NOTIFY = 291, "application data after close notify";
    BAD_LEGACY_VERSION = 292, "bad legacy version";
    MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA = 293, "mixed handshake and non handshake data";
    UNEXPECTED_EOF_WHILE_READING = 294, "unexpected eof while reading";
    NO_SUITABLE_GROUPS = 295, "no suitable groups";
    COPY_PARAMETERS_FAILED = 296, "copy parameters failed";
    NO_SUITABLE_DIGEST_ALGORITHM = 297, "no suitable digest algorithm";
    RECORD_TOO_SMALL = 298, "record too small";
    CANNOT_GET_GROUP_NAME = 299, "cannot get group name";
    SSL3_SESSION_ID_TOO_LONG = 300, "ssl3 session id too long";
    SSL_SESSION_ID_CALLBACK_FAILED = 301, "ssl session id callback failed";
    SSL_SESSION_ID_CONFLICT = 302, "ssl session id conflict";
    SSL_SESSION_ID_HAS_BAD_LENGTH = 303, "ssl session id has bad length";
    BAD_ECC_CERT = 304, "bad ecc cert";
    OCSP_CALLBACK_FAILURE = 305, "ocsp callback failure";
    BAD_ECPOINT = 306, "bad ecpoint";
    COMPRESSION_ID_NOT_WITHIN_PRIVATE_RANGE = 307, "compression id not within private range";
    COOKIE_MISMATCH = 308, "cookie mismatch";
    DUPLICATE_COMPRESSION_ID = 309, "duplicate compression id";
    MISSING_PSK_KEX_MODES_EXTENSION = 310, "missing psk kex modes extension";
    MISSING_TMP_ECDH_KEY = 311, "missing tmp ecdh key";
    READ_TIMEOUT_EXPIRED = 312, "read timeout expired";
    UNABLE_TO_FIND_ECDH_PARAMETERS = 314, "unable to find ecdh parameters";
    UNSUPPORTED_ELLIPTIC_CURVE = 315, "unsupported elliptic curve";
    ECC_CERT_NOT_FOR_SIGNING = 318, "ecc cert not for signing";
    SSL3_EXT_INVALID_SERVERNAME = 319, "ssl3 ext invalid servername";
    SSL3_EXT_INVALID_SERVERNAME_TYPE = 320, "ssl3 ext invalid servername type";
    NO_REQUIRED_DIGEST = 324, "no required digest";
    INVALID_TICKET_KEYS_LENGTH = 325, "invalid ticket keys length";
    INVALID_STATUS_RESPONSE = 328, "invalid status response";
    UNSUPPORTED_STATUS_TYPE = 329, "unsupported status type";
    NO_GOST_CERTIFICATE_SENT_BY_PEER = 330, "Peer haven't sent GOST certificate, required for selected ciphersuite";
    NO_CLIENT_CERT_METHOD = 331, "no client cert method";
    BAD_HANDSHAKE_LENGTH = 332, "bad handshake length";
    LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED = 333, "legacy sigalg disallowed or unsupported";
    DTLS_MESSAGE_TOO_BIG = 334, "dtls message too big";
    RENEGOTIATE_EXT_TOO_LONG = 335, "renegotiate ext too long";
    RENEGOTIATION_ENCODING_ERR = 336, "renegotiation encoding err";
    RENEGOTIATION_MISMATCH = 337, "renegotiation mismatch";
    UNSAFE_LEGACY_RENEGOTIATION_DISABLED = 338, "unsafe legacy renegotiation disabled";
    NO_RENEGOTIATION = 339, "no renegotiation";
    INCONSISTENT_COMPRESSION = 340, "inconsistent compression";
    INVALID_COMPRESSION_ALGORITHM = 341, "invalid compression algorithm";
    REQUIRED_COMPRESSION_ALGORITHM_MISSING = 342, "required compression algorithm missing";
    COMPRESSION_DISABLED = 343, "compression disabled";
    OLD_SESSION_COMPRESSION_ALGORITHM_NOT_RETURNED = 344, "old session compression algorithm not returned";
    SCSV_RECEIVED_WHEN_RENEGOTIATING = 345, "scsv received when renegotiating";
    BAD_SRP_A_LENGTH = 347, "bad srp a length";
    BAD_SRTP_MKI_VALUE = 352, "bad srtp mki value";
    BAD_SRTP_PROTECTION_PROFILE_LIST = 353, "bad srtp protection profile list";
    EMPTY_SRTP_PROTECTION_PROFILE_LIST = 354, "empty srtp protection profile list";
    INVALID_SRP_USERNAME = 357, "invalid srp username";
    MISSING_SRP_PARAM = 358, "can't find SRP server param";
    NO_SRTP_PROFILES = 359, "no srtp profiles";
    SIGNATURE_ALGORITHMS_ERROR = 360, "signature algorithms error";
    SRP_A_CALC = 361, "error with the srp params";
    SRTP_COULD_NOT_ALLOCATE_PROFILES = 362, "srtp could not allocate profiles";
    SRTP_PROTECTION_PROFILE_LIST_TOO_LONG = 363, "srtp protection profile list too long";
    SRTP_UNKNOWN_PROTECTION_PROFILE = 364, "srtp unknown protection profile";
    TLS_ILLEGAL_EXPORTER_LABEL = 367, "tls illegal exporter label";
    UNKNOWN_DIGEST = 368, "unknown digest";
    USE_SRTP_NOT_NEGOTIATED = 369, "use srtp not negotiated";
    WRONG_SIGNATURE_TYPE = 370, "wrong signature type";
    BAD_SRP_PARAMETERS = 371, "bad srp parameters";
    SSL_NEGATIVE_LENGTH = 372, "ssl negative length";
    INAPPROPRIATE_FALLBACK = 373, "inappropriate fallback";
    ECDH_REQUIRED_FOR_SUITEB_MODE = 374, "ecdh required for suiteb mode";
    NO_SHARED_SIGNATURE_ALGORITHMS = 376, "no shared signature algorithms";
    CERT_CB_ERROR = 377, "cert cb error";
    WRONG_CURVE = 378, "wrong curve";
    ILLEGAL_SUITEB_DIGEST = 380, "illegal Suite B digest";
    MISSING_ECDSA_SIGNING_CERT = 381, "missing ecdsa signing cert";
    WRONG_CERTIFICATE_TYPE = 383, "wrong certificate type";
    BAD_VALUE = 384, "bad value";
    INVALID_NULL_CMD_NAME = 385, "invalid null cmd name";
    UNKNOWN_CMD_NAME = 386, "unknown cmd name";
    INVALID_SERVERINFO_DATA = 388, "invalid serverinfo data";
    NO_PEM_EXTENSIONS = 389, "no pem extensions";
    BAD_DATA = 390, "bad data";
    PEM_NAME_BAD_PREFIX = 391, "pem name bad prefix";
    PEM_NAME_TOO_SHORT = 392, "pem name too short";
    DH_KEY_TOO_SMALL = 394, "dh key too small";
    VERSION_TOO_LOW = 396, "version too low";
    CA_KEY_TOO_SMALL = 397, "ca key too small";
    CA_MD_TOO_WEAK = 398, "ca md too weak";
    EE_KEY_TOO_SMALL = 399, "ee key too small";
    COOKIE_GEN_CALLBACK_FAILURE = 400, "cookie gen callback failure";
    FRAGMENTED_CLIENT_HELLO = 401, "fragmented client hello";
    INVALID_SEQUENCE_NUMBER = 402, "invalid sequence number";
    NO_VERIFY_COOKIE_CALLBACK = 403, "no verify cookie callback";
    LENGTH_TOO_LONG = 404, "length too long";
    FAILED_TO_INIT_ASYNC = 405, "failed to init async";
    PIPELINE_FAILURE = 406, "pipeline failure";
    SHUTDOWN_WHILE_IN_INIT = 407, "shutdown while in init";
    SSL_SESSION_ID_TOO_LONG = 408, "ssl session id too long";
    TOO_MANY_WARN_ALERTS = 409, "too many warn alerts";
    NO_SHARED_GROUPS = 410, "no shared groups";
    UNSUPPORTED_WRITE_FLAG = 412, "unsupported write flag";
    UNSUPPORTED_CONFIG_VALUE = 414, "unsupported config value";
    POLL_REQUEST_NOT_SUPPORTED = 418, "poll request not supported";
    BAD_RECORD_TYPE = 443, "bad record type";
    INVALID_SESSION_ID = 999, "invalid session id";
    SSLV3_ALERT_UNEXPECTED_MESSAGE = 1010, "sslv3 alert unexpected message";
    SSLV3_ALERT_BAD_RECORD_MAC = 1020, "sslv3 alert bad record mac";
    TLSV1_ALERT_DECRYPTION_FAILED = 1021, "tlsv1 alert decryption failed";
    TLSV1_ALERT_RECORD_OVERFLOW = 1022, "tlsv1 alert record overflow";
    SSLV3_ALERT_DECOMPRESSION_FAILURE = 1030, "sslv3 alert decompression failure";
    SSLV3_ALERT_HANDSHAKE_FAILURE = 1040, "sslv3 alert handshake failure";
    SSLV3_ALERT_NO_CERTIFICATE = 1041, "sslv3 alert no certificate";
    SSLV3_ALERT_BAD_CERTIFICATE = 1042, "sslv3 alert bad certificate";
    SSLV3_ALERT_UNSUPPORTED_CERTIFICATE = 1043, "sslv3 alert unsupported certificate";
    SSLV3_ALERT_CERTIFICATE_REVOKED = 1044, "sslv3 alert certificate revoked";
    SSLV3_ALERT_CERTIFICATE_EXPIRED = 1045, "sslv3 alert certificate expired";
    SSLV3_ALERT_CERTIFICATE_UNKNOWN = 1046, "sslv3 alert certificate unknown";
    SSLV3_ALERT_ILLEGAL_PARAMETER = 1047, "sslv3 alert illegal parameter";
    TLSV1_ALERT_UNKNOWN_CA = 1048, "tlsv1 alert unknown ca";
    TLSV1_ALERT_ACCESS_DENIED = 1049, "tlsv1 alert access denied";
    TLSV1_ALERT_DECODE_ERROR = 1050, "tlsv1 alert decode error";
    TLSV1_ALERT_DECRYPT_ERROR = 1051, "tlsv1 alert decrypt error";
    TLSV1_ALERT_EXPORT_RESTRICTION = 1060, "tlsv1 alert export restriction";
    TLSV1_ALERT_PROTOCOL_VERSION = 1070, "tlsv1 alert protocol version";
    TLSV1_ALERT_INSUFFICIENT_SECURITY = 1071, "tlsv1 alert insufficient security";
    TLSV1_ALERT_INTERNAL_ERROR = 1080, "tlsv1 alert internal error";
    TLSV1_ALERT_INAPPROPRIATE_FALLBACK = 1086, "tlsv1 alert inappropriate fallback";
    TLSV1_ALERT_USER_CANCELLED = 1090, "tlsv1 alert user cancelled";
    TLSV1_ALERT_NO_RENEGOTIATION = 1100, "tlsv1 alert no renegotiation";
    TLSV13_ALERT_MISSING_EXTENSION = 1109, "tlsv13 alert missing extension";
    TLSV1_UNSUPPORTED_EXTENSION = 1110, "tlsv1 unsupported extension";
    TLSV1_CERTIFICATE_UNOBTAINABLE = 1111, "tlsv1 certificate unobtainable";
    TLSV1_UNRECOGNIZED_NAME = 1112, "tlsv1 unrecognized name";
    TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE = 1113, "tlsv1 bad certificate status response";
    TLSV1_BAD_CERTIFICATE_HASH_VALUE = 1114, "tlsv1 bad certificate hash value";
    TLSV1_ALERT_UNKNOWN_PSK_IDENTITY = 1115, "tlsv1 alert unknown psk identity";
    TLSV13_ALERT_CERTIFICATE_REQUIRED = 1116, "tlsv13 alert certificate required";
    TLSV1_ALERT_NO_APPLICATION_PROTOCOL = 1120, "tlsv1 alert no application protocol";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted_and_complete() {
        assert_eq!(REASONS.len(), 324);
        assert!(REASONS.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn texts() {
        let text = |number| Reason(number).text();
        assert_eq!(text(294), Some("unexpected eof while reading"));
        assert_eq!(text(185), Some("no cipher match"));
        assert_eq!(text(0), None);
    }

    #[test]
    fn alert_reasons() {
        assert_eq!(
            Reason::from_alert(AlertDescription(48)),
            Reason::TLSV1_ALERT_UNKNOWN_CA
        );
        assert_eq!(
            Reason::from_alert(AlertDescription(116)),
            Reason::TLSV13_ALERT_CERTIFICATE_REQUIRED
        );
        assert_eq!(Reason::from_alert(AlertDescription(0)).0, 1000);
    }

    #[test]
    fn common_reasons_have_the_flag_bits() {
        assert_eq!(Reason::ERR_R_INTERNAL_ERROR.0, 0xc0103);
        assert_eq!(Reason::ERR_R_PASSED_INVALID_ARGUMENT.0, 0x80106);
    }
}
