/**
 * The files of a sample of Fashion-MNIST: 10,000 images with their labels, from the official training set. Copyright
 * 2017 Zalando SE, under the MIT licence; see NOTICE.
 *
 * <p>Applications need this jar at run time only. They read the data with
 * {@link easel.datasets.FashionMnist#sample()}.
 */
package easel.fashionmnist;
