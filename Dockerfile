# smile serve in a container: Java cut down to what it uses, a user without rights, nothing to write to but /tmp.
# docs/server.md says how to build and run it.
#
# The base images are named by tags, for their digests could not be looked up where this was written. Whoever
# needs the same image tomorrow names them with a digest: --build-arg BASE_IMAGE=debian@sha256:...
ARG BUILD_IMAGE=docker.io/library/maven:3.9.11-eclipse-temurin-17
ARG BASE_IMAGE=docker.io/library/debian:12-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY . .
RUN mvn -B -ntp -q -Dmaven.test.skip=true -pl cli -am package

# Laid out as a release, which the launcher runs as it is; TensorFlow is for training, and most of the size.
RUN mkdir -p /opt/smile/lib /opt/smile/samples \
    && cp -p smile LICENSE THIRD-PARTY.md /opt/smile/ \
    && cp -p cli/target/smile-detector-cli.jar cli/target/lib/*.jar /opt/smile/lib/ \
    && rm /opt/smile/lib/tensorflow-*.jar \
    && cp -p samples/*.png samples/*.jpg samples/SOURCES.md /opt/smile/samples/

# A first run unpacks the native libraries. They are laid where the options below look for them: unpacked in
# a container whose /tmp is memory, they would take 150 MB of it.
RUN SMILE_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=/tmp/cache /opt/smile/smile detect --quiet samples/grace_hopper.jpg \
    && mkdir /opt/smile/natives \
    && find /tmp/cache -type f -name '*.so*' -exec mv -t /opt/smile/natives {} + \
    && rm -rf /tmp/cache /opt/smile/classes-*.jsa

# The first line of modules is what jdeps sees. The second: Jetty's own use of names, files inside jars (the
# page), and the curves of TLS, for webhooks.
# The options belong to this Java, so that SMILE_JAVA_OPTS stays free: native libraries lie unpacked, and
# nothing is written for tools that watch Java from the same machine.
RUN jlink --output /opt/java --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 \
      --add-modules java.base,java.desktop,java.management,java.net.http,java.sql,jdk.management,jdk.unsupported \
      --add-modules java.naming,jdk.zipfs,jdk.crypto.ec \
      --add-options="-Djava.awt.headless=true -XX:-UsePerfData -Djava.library.path=/opt/smile/natives -Dorg.bytedeco.javacpp.pathsFirst=true -Dorg.bytedeco.javacpp.cacheLibraries=false -Donnxruntime.native.path=/opt/smile/natives" \
    && /opt/java/bin/java -Xshare:dump

FROM ${BASE_IMAGE}
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/smile /opt/smile
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/opt/smile:$PATH LC_ALL=C.UTF-8

# Archives Java's classes for faster starts, and shows that nothing is missing: neither a module nor a library.
# The page's files are in a jar, which takes a module of its own: so the server has to start too.
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN smile detect /opt/smile/samples/astronaut_eileen_collins.png | grep 'yes$' \
    && { timeout 5 smile serve || [ $? -eq 124 ]; } \
    && rm -rf /tmp/.javacpp* /root/.javacpp

# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3; read -r status <&3; [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["/opt/smile/smile", "serve", "--host", "0.0.0.0"]
# Without a token there it ends at once. Whoever wants no token says so in this one's place: --open.
CMD ["--token-file", "/run/secrets/smile-token"]
