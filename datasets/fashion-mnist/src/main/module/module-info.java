/**
 * The files of a sample of Fashion-MNIST, a service for {@link easel.datasets.FashionMnist}. Java resolves this module
 * together with {@code easel.datasets} if its jar is on the module path.
 */
module easel.fashionmnist {
    requires easel.datasets;

    provides easel.datasets.DataFiles with easel.fashionmnist.FashionMnistFiles;
}
