package org.dsrhub.api;

import java.io.IOException;
import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The contract at {@code /api/docs}, with Swagger UI out of its webjar; nothing is loaded from elsewhere. */
@RestController
class Documentation {
    @GetMapping("/api/docs")
    ResponseEntity<Resource> page() {
        return resource("docs/index.html", MediaType.TEXT_HTML);
    }

    @GetMapping("/api/docs/start.js")
    ResponseEntity<Resource> start() {
        return resource("docs/start.js", MediaType.valueOf("text/javascript"));
    }

    @GetMapping("/api/docs/openapi.yaml")
    ResponseEntity<Resource> contract() {
        return resource("openapi/dsr-hub.yaml", MediaType.valueOf("application/yaml"));
    }

    private static ResponseEntity<Resource> resource(String path, MediaType type) {
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)))
                .body(new ClassPathResource(path));
    }

    @Configuration(proxyBeanMethods = false)
    static class SwaggerUi implements WebMvcConfigurer {
        @Override
        public void addResourceHandlers(ResourceHandlerRegistry registry) {
            registry.addResourceHandler("/api/docs/ui/**")
                    .addResourceLocations(folder())
                    .setCacheControl(CacheControl.maxAge(Duration.ofHours(1)));
        }

        /** The folder's name holds the webjar's version. */
        private static String folder() {
            try {
                Resource[] found = new PathMatchingResourcePatternResolver()
                        .getResources("classpath*:/META-INF/resources/webjars/swagger-ui/*/swagger-ui-bundle.js");
                String url = found[0].getURL().toString();
                return url.substring(0, url.lastIndexOf('/') + 1);
            } catch (IOException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalStateException("the webjar swagger-ui is not on the class path", e);
            }
        }
    }
}
