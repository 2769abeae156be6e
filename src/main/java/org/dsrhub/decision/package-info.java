/** What happens to an item: a pure function of its facts, the rules, the holds and a date. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"request"})
package org.dsrhub.decision;
