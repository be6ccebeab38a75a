/* Since OpenSSL 3.2. */
#if LIBSSL_RS_SINCE(3, 2)
#define SSL_CTRL_GET_IANA_GROUPS 135
#define SSL_get0_iana_groups(ssl, numbers) \
    SSL_ctrl((ssl), SSL_CTRL_GET_IANA_GROUPS, 0, (uint16_t **)(numbers))
#endif

/* Since OpenSSL 3.5. */
#if LIBSSL_RS_SINCE(3, 5)
#define SSL_CTRL_GET0_IMPLEMENTED_GROUPS 139
#define SSL_CTRL_GET_SIGNATURE_NAME 140
#define SSL_CTRL_GET_PEER_SIGNATURE_NAME 141
#define SSL_CTX_get0_implemented_groups(ctx, all, names) \
    SSL_CTX_ctrl((ctx), SSL_CTRL_GET0_IMPLEMENTED_GROUPS, (all), (STACK_OF(OPENSSL_CSTRING) *)(names))
#define SSL_get0_signature_name(ssl, name) \
    SSL_ctrl((ssl), SSL_CTRL_GET_SIGNATURE_NAME, 0, (const char **)(name))
#define SSL_get0_peer_signature_name(ssl, name) \
    SSL_ctrl((ssl), SSL_CTRL_GET_PEER_SIGNATURE_NAME, 0, (const char **)(name))
#endif
