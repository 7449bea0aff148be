/** MNIST, Fashion-MNIST, folders of images, IDX files, shuffled batches and pipelines. */
module easel.datasets {
    requires transitive easel.core;
    requires transitive java.desktop;
    requires java.net.http;
    requires static org.jspecify;

    exports easel.datasets;
}
