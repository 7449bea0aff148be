/**
 * MNIST, Fashion-MNIST, folders of images, IDX files, shuffled batches and pipelines. The modules {@code easel.mnist}
 * and {@code easel.fashionmnist} provide the data files of the first two.
 */
module easel.datasets {
    requires transitive easel.core;
    requires transitive java.desktop;
    requires java.net.http;
    requires static org.jspecify;

    exports easel.datasets;

    uses easel.datasets.DataFiles;
}
