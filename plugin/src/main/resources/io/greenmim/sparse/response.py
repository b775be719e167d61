  def response_norms(self: __torch__.Kernels, x: Tensor, images: Tensor, whole: bool) -> Tensor:
    if whole:
      norms = torch.linalg_vector_norm(x, 2, [0, 1], True, dtype=6)
    else:
      if torch.eq(torch.numel(images), 0):
        norms = torch.linalg_vector_norm(x, 2, [0], True, dtype=6)
      else:
        rows = torch.to(torch.select(x, 1, 0), 6)
        squares = torch.matmul(torch.t(images), torch.mul(rows, rows))
        norms = torch.sqrt(torch.clamp(squares, 1e-30))
    return norms
  def response_feed_forward(self: __torch__.Kernels, x: Tensor, mixed: Tensor, keep: Tensor, images: Tensor, settings: Tensor, norm_weight: Tensor, norm_bias: Tensor, weight1: Tensor, bias1: Tensor, gain: Tensor, offset: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    whole = torch.ne(float(torch.select(settings, 0, 0)), 0.)
    eps = float(torch.select(settings, 0, 1))
    hidden = torch.gelu((self).project(mixed, norm_weight, norm_bias, weight1, bias1))
    norms = (self).response_norms(hidden, images, whole)
    shares = torch.div(norms, torch.add(torch.mean(norms, [-1], True), eps))
    if torch.eq(torch.dim(shares), 2):
      each = torch.unsqueeze(torch.matmul(images, shares), 1)
    else:
      each = shares
    factors = torch.add(torch.mul(each, gain), 1)
    responses = torch.addcmul((self).cast(offset), hidden, (self).cast(factors))
    return (self).residual(x, torch.linear(responses, (self).cast(weight2), (self).cast(bias2)), keep)
