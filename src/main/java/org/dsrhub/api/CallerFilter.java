package org.dsrhub.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.dsrhub.intake.Caller;
import org.dsrhub.operations.Account;
import org.dsrhub.operations.Role;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells the portal's route who is logged in: the route runs on another thread, where Spring Security knows nobody. */
@Component
class CallerFilter extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Account account) {
            request.setAttribute(
                    Caller.ATTRIBUTE,
                    new Caller(account.getUsername(), account.is(Role.CASEWORKER), account.controllers()));
        }
        chain.doFilter(request, response);
    }
}
