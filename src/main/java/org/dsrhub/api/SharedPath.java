package org.dsrhub.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcRegistrations;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * {@code /api/v1/requests} is read by a controller and posted to a Camel route. Either mapping, asked first, would answer
 * 405 for the other's method: the controllers are asked first and leave the posting to the route.
 */
@Component
class SharedPath implements WebMvcRegistrations {
    private static final String PATH = "/api/v1/requests";

    @Override
    public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new RequestMappingHandlerMapping() {
            @Override
            public int getOrder() {
                return -50;
            }

            @Override
            protected HandlerMethod handleNoMatch(
                    Set<RequestMappingInfo> infos, String path, HttpServletRequest request) throws ServletException {
                return PATH.equals(path) && "POST".equals(request.getMethod())
                        ? null
                        : super.handleNoMatch(infos, path, request);
            }
        };
    }
}
