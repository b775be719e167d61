class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  eps : float
  def cast(self: __torch__.Kernels, x: Tensor) -> Tensor:
    if self.half:
      y = torch.to(x, 15)
    else:
      y = x
    return y
  def linear(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    if torch.eq(torch.numel(bias), 0):
      y = torch.linear((self).cast(x), (self).cast(weight), None)
    else:
      y = torch.linear((self).cast(x), (self).cast(weight), (self).cast(bias))
    return torch.to(y, 6)
  def norm(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    y = torch.layer_norm(x, [torch.size(x, -1)], weight, bias, self.eps)
    return (self).cast(y)
  def residual(self: __torch__.Kernels, x: Tensor, branch: Tensor, keep: Tensor) -> Tensor:
    if torch.eq(torch.numel(keep), 0):
      y = torch.add(x, branch)
    else:
      y = torch.add(x, torch.mul(branch, keep))
    return y
  def project(self: __torch__.Kernels, x: Tensor, norm_weight: Tensor, norm_bias: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.linear((self).norm(x, norm_weight, norm_bias), (self).cast(weight), (self).cast(bias))
