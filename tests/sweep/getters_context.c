/* Getters of a context. */
#include "lent.h"

static void ask_counters(SSL_CTX *ctx) {
    NUMBER(SSL_CTX_sess_number, ctx);
    NUMBER(SSL_CTX_sess_connect, ctx);
    NUMBER(SSL_CTX_sess_connect_good, ctx);
    NUMBER(SSL_CTX_sess_connect_renegotiate, ctx);
    NUMBER(SSL_CTX_sess_accept, ctx);
    NUMBER(SSL_CTX_sess_accept_good, ctx);
    NUMBER(SSL_CTX_sess_accept_renegotiate, ctx);
    NUMBER(SSL_CTX_sess_hits, ctx);
    NUMBER(SSL_CTX_sess_cb_hits, ctx);
    NUMBER(SSL_CTX_sess_misses, ctx);
    NUMBER(SSL_CTX_sess_timeouts, ctx);
    NUMBER(SSL_CTX_sess_cache_full, ctx);
    NUMBER(SSL_CTX_sess_get_cache_size, ctx);
    NUMBER(SSL_CTX_get_session_cache_mode, ctx);
    NUMBER(SSL_CTX_get_timeout, ctx);
    POINTER(SSL_CTX_sessions, ctx);
    POINTER(SSL_CTX_sess_get_new_cb, ctx);
    POINTER(SSL_CTX_sess_get_get_cb, ctx);
    POINTER(SSL_CTX_sess_get_remove_cb, ctx);
}

static void ask_certificates(SSL_CTX *ctx) {
    STACK_OF(X509) *chain = NULL;
    X509_STORE *store = NULL;
    long ret;

    ASK(certificate, SSL_CTX_get0_certificate, ctx);
    ASK(key, SSL_CTX_get0_privatekey, ctx);
    NUMBER(SSL_CTX_check_private_key, ctx);
    POINTER(SSL_CTX_get_cert_store, ctx);
    asking("SSL_CTX_get0_chain_certs");
    ret = SSL_CTX_get0_chain_certs(ctx, &chain);
    lent_certificates("SSL_CTX_get0_chain_certs", chain);
    answer("%ld, %s", ret, chain != NULL ? "set" : "NULL");
    chain = NULL;
    asking("SSL_CTX_get_extra_chain_certs");
    ret = SSL_CTX_get_extra_chain_certs(ctx, &chain);
    lent_certificates("SSL_CTX_get_extra_chain_certs", chain);
    answer("%ld, %s", ret, chain != NULL ? "set" : "NULL");
    chain = NULL;
    asking("SSL_CTX_get_extra_chain_certs_only");
    ret = SSL_CTX_get_extra_chain_certs_only(ctx, &chain);
    lent_certificates("SSL_CTX_get_extra_chain_certs_only", chain);
    answer("%ld, %s", ret, chain != NULL ? "set" : "NULL");
    asking("SSL_CTX_get0_verify_cert_store");
    ret = SSL_CTX_get0_verify_cert_store(ctx, &store);
    lent_object("SSL_CTX_get0_verify_cert_store", store);
    answer("%ld, %s", ret, store != NULL ? "set" : "NULL");
    store = NULL;
    asking("SSL_CTX_get0_chain_cert_store");
    ret = SSL_CTX_get0_chain_cert_store(ctx, &store);
    lent_object("SSL_CTX_get0_chain_cert_store", store);
    answer("%ld, %s", ret, store != NULL ? "set" : "NULL");
    ASK(names, SSL_CTX_get_client_CA_list, ctx);
    ASK(names, SSL_CTX_get0_CA_list, ctx);
}

static void ask_status(SSL_CTX *ctx) {
    void *argument = NULL;
    int (*callback)(SSL *, void *) = NULL;
    long ret;

    NUMBER(SSL_CTX_get_tlsext_status_type, ctx);
    asking("SSL_CTX_get_tlsext_status_arg");
    ret = SSL_CTX_get_tlsext_status_arg(ctx, &argument);
    answer("%ld, %s", ret, argument != NULL ? "set" : "NULL");
    asking("SSL_CTX_get_tlsext_status_cb");
    ret = SSL_CTX_get_tlsext_status_cb(ctx, &callback);
    answer("%ld, %s", ret, callback != NULL ? "set" : "NULL");
    NUMBER(SSL_CTX_get_tlsext_ticket_keys, ctx, NULL, 0);
}

void ask_context(SSL_CTX *ctx) {
    if (ctx == NULL)
        return;
    NUMBER(SSL_CTX_get_options, ctx);
    NUMBER(SSL_CTX_get_mode, ctx);
    NUMBER(SSL_CTX_get_min_proto_version, ctx);
    NUMBER(SSL_CTX_get_max_proto_version, ctx);
    NUMBER(SSL_CTX_get_max_cert_list, ctx);
    NUMBER(SSL_CTX_get_read_ahead, ctx);
    NUMBER(SSL_CTX_get_quiet_shutdown, ctx);
    NUMBER(SSL_CTX_get_verify_mode, ctx);
    NUMBER(SSL_CTX_get_verify_depth, ctx);
    POINTER(SSL_CTX_get_verify_callback, ctx);
    ASK(method, SSL_CTX_get_ssl_method, ctx);
    ASK(ciphers, SSL_CTX_get_ciphers, ctx);
    POINTER(SSL_CTX_get_info_callback, ctx);
    POINTER(SSL_CTX_get_keylog_callback, ctx);
    POINTER(SSL_CTX_get_client_cert_cb, ctx);
    NUMBER(SSL_CTX_get_security_level, ctx);
    POINTER(SSL_CTX_get_security_callback, ctx);
    POINTER(SSL_CTX_get0_security_ex_data, ctx);
    POINTER(SSL_CTX_get_default_passwd_cb, ctx);
    POINTER(SSL_CTX_get_default_passwd_cb_userdata, ctx);
    POINTER(SSL_CTX_get_record_padding_callback_arg, ctx);
    NUMBER(SSL_CTX_get_num_tickets, ctx);
    NUMBER(SSL_CTX_get_max_early_data, ctx);
    NUMBER(SSL_CTX_get_recv_max_early_data, ctx);
    NUMBER(SSL_CTX_ct_is_enabled, ctx);
    POINTER(SSL_CTX_get0_ctlog_store, ctx);
    NUMBER(SSL_CTX_has_client_custom_ext, ctx, 1000);
    POINTER(SSL_CTX_get_ex_data, ctx, 0);
    POINTER(SSL_CTX_get0_param, ctx);
    ask_verify_param(SSL_CTX_get0_param(ctx));
    ask_counters(ctx);
    ask_certificates(ctx);
    ask_status(ctx);
}
