/* How long the pointers that getters return stay valid. */
#include "lent.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STAGES 2000
#define MAX_LOANS 20000
#define MAX_GETS 400000

enum kind { OBJECT, TEXT, BYTES, CERTIFICATE, CERTIFICATES, NAMES, CIPHERS };

/* A pointer of one content, however often it is got. */
struct loan {
    const char *function;
    enum kind kind;
    const void *address;
    size_t length;
    unsigned long content;
    int freed;
    int ended; /* the stage at which it was no longer good; 0 while it is */
};

static struct {
    char name[100];
    const char *role;
} stages[MAX_STAGES];
static struct loan loans[MAX_LOANS];
static struct {
    int stage;
    struct loan *loan;
} gets[MAX_GETS];
static size_t stage_count, loan_count, get_count;
/* No loan before this one is good. */
static size_t first_good;
static const char *stack_top;

void __libc_free(void *block);
void *__libc_realloc(void *block, size_t size);

/* The block is given back: what points into it is not good any more. */
static void given_back(const void *block, size_t size) {
    for (size_t i = first_good; i < loan_count; i++) {
        const char *address = loans[i].address, *start = block;

        if (address >= start && address < start + size)
            loans[i].freed = 1;
    }
}

void free(void *block) {
    if (block != NULL && loan_count > 0)
        given_back(block, malloc_usable_size(block));
    __libc_free(block);
}

void *realloc(void *block, size_t size) {
    size_t before = block != NULL ? malloc_usable_size(block) : 0;
    uintptr_t old = (uintptr_t)block;
    void *moved = __libc_realloc(block, size);

    if (old != 0 && (uintptr_t)moved != old && (moved != NULL || size == 0))
        given_back((const void *)old, before);
    return moved;
}

static unsigned long mix(unsigned long hash, const void *data, size_t length) {
    const unsigned char *byte = data;

    while (length-- > 0)
        hash = (hash ^ *byte++) * 1099511628211u;
    return hash;
}

static unsigned long mix_certificate(unsigned long hash, const X509 *certificate) {
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);

    return mix(hash, ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial));
}

static unsigned long content_of(const struct loan *loan) {
    unsigned long hash = 14695981039346656037u;
    const void *value = loan->address;
    const unsigned char *der;
    size_t length;

    switch (loan->kind) {
    case OBJECT:
        break;
    case TEXT:
        return mix(hash, value, strnlen(value, 10000));
    case BYTES:
        return mix(hash, value, loan->length);
    case CERTIFICATE:
        return mix_certificate(hash, value);
    case CERTIFICATES:
        for (int i = 0; i < sk_X509_num(value); i++)
            hash = mix_certificate(hash, sk_X509_value(value, i));
        break;
    case NAMES:
        for (int i = 0; i < sk_X509_NAME_num(value); i++)
            if (X509_NAME_get0_der(sk_X509_NAME_value(value, i), &der, &length))
                hash = mix(hash, der, length);
        break;
    case CIPHERS:
        for (int i = 0; i < sk_SSL_CIPHER_num(value); i++) {
            const SSL_CIPHER *suite = sk_SSL_CIPHER_value(value, i);

            hash = mix(hash, &suite, sizeof(suite));
        }
    }
    return hash;
}

void lent_start(const void *stack) {
    stack_top = stack;
}

int lent_started(void) {
    return stack_top != NULL;
}

void lent_stage(const char *name, const char *role) {
    if (stage_count == MAX_STAGES)
        abort();
    snprintf(stages[stage_count].name, sizeof(stages[0].name), "%s", name);
    stages[stage_count].role = role;
    for (size_t i = first_good; i < loan_count; i++) {
        struct loan *loan = &loans[i];

        if (loan->ended == 0 && (loan->freed || content_of(loan) != loan->content))
            loan->ended = (int)stage_count;
        if (i == first_good && loan->ended != 0)
            first_good++;
    }
    stage_count++;
}

/* The same loan as before, or a new one. */
static struct loan *find(const struct loan *wanted) {
    for (size_t i = first_good; i < loan_count; i++) {
        struct loan *loan = &loans[i];

        if (loan->address == wanted->address && loan->ended == 0 && !loan->freed &&
            loan->function == wanted->function && loan->length == wanted->length &&
            loan->content == wanted->content)
            return loan;
    }
    if (loan_count == MAX_LOANS)
        abort();
    loans[loan_count] = *wanted;
    return &loans[loan_count++];
}

static void lend(const char *function, enum kind kind, const void *address, size_t length) {
    struct loan loan = {.function = function, .kind = kind, .address = address, .length = length};
    const char *here = (const char *)&loan;

    if (!lent_started() || stage_count == 0 || address == NULL || strstr(function, "_get1_") ||
        (here < (const char *)address && (const char *)address < stack_top))
        return;
    if (get_count == MAX_GETS)
        abort();
    loan.content = content_of(&loan);
    gets[get_count].stage = (int)stage_count - 1;
    gets[get_count++].loan = find(&loan);
}

void lent_report(void) {
    size_t get = 0;

    for (size_t i = 0; i < stage_count; i++) {
        printf("@ %s %s\n", stages[i].name, stages[i].role);
        for (; get < get_count && gets[get].stage == (int)i; get++) {
            const struct loan *loan = gets[get].loan;

            if (loan->ended != 0)
                printf("%s = until %s %s\n", loan->function, stages[loan->ended].name,
                       stages[loan->ended].role);
            else
                printf("%s = for good\n", loan->function);
        }
    }
    stage_count = loan_count = get_count = first_good = 0;
}

void lent_object(const char *function, const void *value) {
    lend(function, OBJECT, value, 0);
}

void lent_text(const char *function, const char *value) {
    lend(function, TEXT, value, 0);
}

void lent_bytes(const char *function, const unsigned char *value, size_t length) {
    lend(function, BYTES, value, length);
}

void lent_certificate(const char *function, const X509 *value) {
    lend(function, CERTIFICATE, value, 0);
}

void lent_certificates(const char *function, const STACK_OF(X509) * value) {
    lend(function, CERTIFICATES, value, 0);
}

void lent_names(const char *function, const STACK_OF(X509_NAME) * value) {
    lend(function, NAMES, value, 0);
}

void lent_ciphers(const char *function, const STACK_OF(SSL_CIPHER) * value) {
    lend(function, CIPHERS, value, 0);
}
