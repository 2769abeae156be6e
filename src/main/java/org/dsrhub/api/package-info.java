/** The REST API of the portal and of caseworkers. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "request",
            "decision",
            "identity",
            "vault",
            "ledger",
            "datacontroller",
            "connector",
            "erasure",
            "answer",
            "delivery",
            "intake",
            "operations"
        })
package org.dsrhub.api;
