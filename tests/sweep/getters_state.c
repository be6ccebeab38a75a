/* Getters of a connection's state. */
#include "sweep.h"

#include <string.h>

/* These look at the error queue: no entry of ours may be there. */
static void ask_error(SSL *ssl) {
    int failed = SSL_get_error(ssl, -1), ended = SSL_get_error(ssl, 0);

    asking("SSL_get_error");
    answer("%d for -1, %d for 0, %d for 1", failed, ended, SSL_get_error(ssl, 1));
}

static void ask_async(SSL *ssl) {
    OSSL_ASYNC_FD descriptors[8];
    size_t all = 77, added = 77, deleted = 77;
    int status = 77, ret;

    NUMBER(SSL_waiting_for_async, ssl);
    asking("SSL_get_async_status");
    ret = SSL_get_async_status(ssl, &status);
    answer("%d, status %d", ret, status);
    asking("SSL_get_all_async_fds");
    ret = SSL_get_all_async_fds(ssl, NULL, &all);
    answer("%d, %zu", ret, all);
    if (all <= 8) {
        asking("SSL_get_all_async_fds");
        ret = SSL_get_all_async_fds(ssl, descriptors, &all);
        answer("%d, %zu", ret, all);
    }
    asking("SSL_get_changed_async_fds");
    ret = SSL_get_changed_async_fds(ssl, NULL, &added, NULL, &deleted);
    answer("%d, %zu added, %zu deleted", ret, added, deleted);
}

/* Outside of the ClientHello callback there is none. */
static void ask_client_hello(SSL *ssl) {
    const unsigned char *data = NULL;
    size_t length;
    int *extensions = NULL, ret;
    char list[400] = "";

    NUMBER(SSL_client_hello_isv2, ssl);
    NUMBER(SSL_client_hello_get0_legacy_version, ssl);
    asking("SSL_client_hello_get0_random");
    length = SSL_client_hello_get0_random(ssl, &data);
    secret(length > 0 ? data : NULL, length);
    asking("SSL_client_hello_get0_session_id");
    length = SSL_client_hello_get0_session_id(ssl, &data);
    secret(length > 0 ? data : NULL, length);
    asking("SSL_client_hello_get0_ciphers");
    length = SSL_client_hello_get0_ciphers(ssl, &data);
    bytes(length > 0 ? data : NULL, length);
    asking("SSL_client_hello_get0_compression_methods");
    length = SSL_client_hello_get0_compression_methods(ssl, &data);
    bytes(length > 0 ? data : NULL, length);
    asking("SSL_client_hello_get0_ext");
    ret = SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &data, &length);
    bytes(ret ? data : NULL, ret ? length : 0);
    asking("SSL_client_hello_get1_extensions_present");
    length = 0;
    ret = SSL_client_hello_get1_extensions_present(ssl, &extensions, &length);
    for (size_t i = 0; ret && i < length && i < 40; i++)
        sprintf(list + strlen(list), " %d", extensions[i]);
    answer("%d:%s", ret, list);
    OPENSSL_free(extensions);
}

void ask_state(SSL *ssl) {
    ask_error(ssl);
    NUMBER(SSL_want, ssl);
    NUMBER(SSL_get_state, ssl);
    TEXT(SSL_state_string, ssl);
    TEXT(SSL_state_string_long, ssl);
    TEXT(SSL_rstate_string, ssl);
    TEXT(SSL_rstate_string_long, ssl);
    NUMBER(SSL_in_init, ssl);
    NUMBER(SSL_in_before, ssl);
    NUMBER(SSL_is_init_finished, ssl);
    NUMBER(SSL_is_server, ssl);
    NUMBER(SSL_is_dtls, ssl);
    NUMBER(SSL_pending, ssl);
    NUMBER(SSL_has_pending, ssl);
    NUMBER(SSL_get_shutdown, ssl);
    NUMBER(SSL_get_key_update_type, ssl);
    NUMBER(SSL_get_early_data_status, ssl);
    NUMBER(SSL_renegotiate_pending, ssl);
    NUMBER(SSL_num_renegotiations, ssl);
    NUMBER(SSL_total_renegotiations, ssl);
    NUMBER(SSL_get_secure_renegotiation_support, ssl);
    POINTER(SSL_get_rbio, ssl);
    POINTER(SSL_get_wbio, ssl);
    NUMBER(SSL_get_fd, ssl);
    NUMBER(SSL_get_rfd, ssl);
    NUMBER(SSL_get_wfd, ssl);
    ask_async(ssl);
    ask_client_hello(ssl);
}
