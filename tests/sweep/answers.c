/* Prints the lines, and checks the error queue around each call of a getter. */
#include "lent.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STAGES 1000

static struct {
    char *name;
    int count;
} stages[MAX_STAGES];
static size_t stage_count;
static const char *asked;

void stages_reset(void) {
    while (stage_count > 0)
        free(stages[--stage_count].name);
}

/* How often the stage has come, this time included. */
static int occurrence(const char *name) {
    for (size_t i = 0; i < stage_count; i++)
        if (strcmp(stages[i].name, name) == 0)
            return ++stages[i].count;
    if (stage_count == MAX_STAGES)
        abort();
    stages[stage_count].name = strdup(name);
    stages[stage_count].count = 1;
    return stages[stage_count++].count;
}

void stage_begin(const char *role, const char *format, ...) {
    char name[220], whole[240];
    va_list arguments;
    int count;

    va_start(arguments, format);
    vsnprintf(name, sizeof(name), format, arguments);
    va_end(arguments);
    for (char *c = name; *c != '\0'; c++)
        if (*c == ' ')
            *c = '_';
    snprintf(whole, sizeof(whole), "%s %s", name, role);
    count = occurrence(whole);
    if (count > 1)
        snprintf(name + strlen(name), sizeof(name) - strlen(name), "#%d", count);
    if (lent_started())
        lent_stage(name, role);
    else
        printf("@ %s %s\n", name, role);
}

/* An entry of our own on the queue: what lies above it after the call, the call has left. */
void asking(const char *function) {
    asked = function;
    ERR_set_mark();
    ERR_raise(ERR_LIB_USER, 1);
}

void answer(const char *format, ...) {
    unsigned long left = ERR_peek_last_error();
    va_list arguments;

    if (lent_started()) {
        ERR_pop_to_mark();
        return;
    }
    printf("%s = ", asked);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    if (left == 0)
        printf(" !queue-emptied");
    else if (ERR_GET_LIB(left) != ERR_LIB_USER)
        printf(" !%s:%d", ERR_lib_error_string(left), ERR_GET_REASON(left));
    printf("\n");
    ERR_pop_to_mark();
}

void number(long value) {
    answer("%ld", value);
}

void text(const char *value) {
    lent_text(asked, value);
    answer(value != NULL ? "\"%s\"" : "NULL", value);
}

void pointer(const void *value) {
    lent_object(asked, value);
    answer(value != NULL ? "set" : "NULL");
}

void secret(const unsigned char *value, size_t length) {
    size_t zeros = 0;

    lent_bytes(asked, value, length);
    while (zeros < length && value != NULL && value[zeros] == 0)
        zeros++;
    if (value == NULL)
        answer("NULL, %zu bytes", length);
    else
        answer("%s, %zu bytes", length == 0 ? "none" : zeros == length ? "zero" : "set", length);
}

void bytes(const unsigned char *value, size_t length) {
    char hex[401] = "";

    lent_bytes(asked, value, length);
    for (size_t i = 0; value != NULL && i < length && i < 200; i++)
        sprintf(hex + 2 * i, "%02x", value[i]);
    answer(value != NULL ? "%zu bytes %s" : "NULL, %zu bytes%s", length, hex);
}

void cipher(const SSL_CIPHER *value) {
    text(value != NULL ? SSL_CIPHER_get_name(value) : NULL);
}

void ciphers(const STACK_OF(SSL_CIPHER) * value) {
    char list[8192] = "";
    size_t used = 0;

    lent_ciphers(asked, value);
    for (int i = 0; i < sk_SSL_CIPHER_num(value); i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used, " %s",
                                 SSL_CIPHER_get_name(sk_SSL_CIPHER_value(value, i)));
    answer(value != NULL ? "%d:%s" : "NULL", sk_SSL_CIPHER_num(value), list);
}

static void common_name(X509_NAME *name, char *out, int size) {
    if (X509_NAME_get_text_by_NID(name, NID_commonName, out, size) < 0)
        snprintf(out, (size_t)size, "?");
}

void certificate(X509 *value) {
    char name[100] = "";

    lent_certificate(asked, value);
    if (value != NULL)
        common_name(X509_get_subject_name(value), name, sizeof(name));
    text(value != NULL ? name : NULL);
}

void certificates(STACK_OF(X509) * value) {
    char list[1000] = "", name[100];
    size_t used = 0;

    lent_certificates(asked, value);
    for (int i = 0; i < sk_X509_num(value); i++) {
        common_name(X509_get_subject_name(sk_X509_value(value, i)), name, sizeof(name));
        used += (size_t)snprintf(list + used, sizeof(list) - used, " \"%s\"", name);
    }
    answer(value != NULL ? "%d:%s" : "NULL", sk_X509_num(value), list);
}

void key(EVP_PKEY *value) {
    lent_object(asked, value);
    answer(value != NULL ? "%s, %d bits" : "NULL",
           value != NULL ? EVP_PKEY_get0_type_name(value) : "",
           value != NULL ? EVP_PKEY_get_bits(value) : 0);
}

void names(const STACK_OF(X509_NAME) * value) {
    char list[1000] = "", name[100];
    size_t used = 0;

    lent_names(asked, value);
    for (int i = 0; i < sk_X509_NAME_num(value); i++) {
        common_name(sk_X509_NAME_value(value, i), name, sizeof(name));
        used += (size_t)snprintf(list + used, sizeof(list) - used, " \"%s\"", name);
    }
    answer(value != NULL ? "%d:%s" : "NULL", sk_X509_NAME_num(value), list);
}

void method(const SSL_METHOD *value) {
    text(value == NULL                      ? NULL
         : value == TLS_method()            ? "TLS_method"
         : value == TLS_client_method()     ? "TLS_client_method"
         : value == TLS_server_method()     ? "TLS_server_method"
         : value == TLSv1_2_method()        ? "TLSv1_2_method"
         : value == TLSv1_2_client_method() ? "TLSv1_2_client_method"
         : value == TLSv1_2_server_method() ? "TLSv1_2_server_method"
                                            : "another");
}
