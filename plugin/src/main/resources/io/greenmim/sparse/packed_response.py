  def packed_response_feed_forward(self: __torch__.Kernels, x: Tensor, mixed: Tensor, keep: Tensor, images: Tensor, shown: Tensor, settings: Tensor, norm_weight: Tensor, norm_bias: Tensor, gain: Tensor, offset: Tensor, first: List[Tensor], second: List[Tensor]) -> Tensor:
    whole = torch.ne(float(torch.select(settings, 0, 0)), 0.)
    eps = float(torch.select(settings, 0, 1))
    active = (self).product((self).normed(mixed, norm_weight, norm_bias), first, "gelu")
    if torch.eq(torch.numel(shown), 0):
      hidden = active
    else:
      hidden = torch.mul(active, (self).cast(shown))
    responses = (self).competing(hidden, images, whole, eps, gain, offset)
    return (self).residual(x, (self).product(responses, second, "none"), keep)
