//! The reasons that all of OpenSSL's libraries share (`ERR_R_*`); libcrypto has their texts.

const COMMON: u32 = 0x2 << 18;
const FATAL: u32 = COMMON | 0x1 << 18;

pub const ERR_R_SYS_LIB: u32 = 2 | COMMON;
pub const ERR_R_BN_LIB: u32 = 3 | COMMON;
pub const ERR_R_EVP_LIB: u32 = 6 | COMMON;
pub const ERR_R_BUF_LIB: u32 = 7 | COMMON;
pub const ERR_R_PEM_LIB: u32 = 9 | COMMON;
pub const ERR_R_X509_LIB: u32 = 11 | COMMON;
pub const ERR_R_ASN1_LIB: u32 = 13 | COMMON;
pub const ERR_R_CRYPTO_LIB: u32 = 15 | COMMON;
pub const ERR_R_BIO_LIB: u32 = 32 | COMMON;
pub const ERR_R_ENGINE_LIB: u32 = 38 | COMMON;
pub const ERR_R_MALLOC_FAILURE: u32 = 256 | FATAL;
pub const ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED: u32 = 257 | FATAL;
pub const ERR_R_PASSED_NULL_PARAMETER: u32 = 258 | FATAL;
pub const ERR_R_INTERNAL_ERROR: u32 = 259 | FATAL;
pub const ERR_R_DISABLED: u32 = 260 | FATAL;
pub const ERR_R_INIT_FAIL: u32 = 261 | FATAL;
pub const ERR_R_PASSED_INVALID_ARGUMENT: u32 = 262 | COMMON;
pub const ERR_R_OPERATION_FAIL: u32 = 263 | FATAL;
pub const ERR_R_UNSUPPORTED: u32 = 268 | COMMON;
